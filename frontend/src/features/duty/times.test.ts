import { describe, expect, it } from 'vitest';
import { usualEnd } from './times';

describe('the end of a word said with one tap', () => {
  const kyiv = (at: string) => usualEnd(new Date(at), 'Europe/Kyiv').toISOString();

  it('is the next eight in the morning by the clock of the zone', () => {
    expect(kyiv('2026-11-27T20:00:00Z')).toBe('2026-11-28T06:00:00.000Z');
    expect(kyiv('2026-11-28T01:00:00Z')).toBe('2026-11-28T06:00:00.000Z');
  });

  it('is that of tomorrow where today’s is about to come or has gone', () => {
    expect(kyiv('2026-11-28T04:30:00Z')).toBe('2026-11-29T06:00:00.000Z');
    expect(kyiv('2026-11-28T06:00:00Z')).toBe('2026-11-29T06:00:00.000Z');
  });

  it('keeps its hour over the night the clocks change', () => {
    expect(kyiv('2026-10-24T18:00:00Z')).toBe('2026-10-25T06:00:00.000Z');
    expect(kyiv('2026-03-28T18:00:00Z')).toBe('2026-03-29T05:00:00.000Z');
  });
});
