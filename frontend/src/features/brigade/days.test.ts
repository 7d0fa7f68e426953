import { describe, expect, it } from 'vitest';
import { dayIn, lastDay, startOf, today, wholeDays } from './days';

const KYIV = 'Europe/Kyiv';

describe('days by the brigade’s clock', () => {
  it('begin at local midnight, in summer and in winter', () => {
    expect(startOf('2026-07-01', KYIV)).toBe('2026-06-30T21:00:00.000Z');
    expect(startOf('2026-12-31', KYIV)).toBe('2026-12-30T22:00:00.000Z');
  });

  it('keep both days whole on the nights when the clocks change', () => {
    expect(wholeDays('2026-03-29', '2026-03-29', KYIV)).toEqual({
      start: '2026-03-28T22:00:00.000Z',
      end: '2026-03-29T21:00:00.000Z'
    });
    expect(wholeDays('2026-10-25', '2026-10-25', KYIV)).toEqual({
      start: '2026-10-24T21:00:00.000Z',
      end: '2026-10-25T22:00:00.000Z'
    });
  });

  it('have no end where no last day is named', () => {
    expect(wholeDays('2026-01-01', '', KYIV).end).toBeNull();
  });

  it('name the last day that counts, not the midnight after it', () => {
    expect(lastDay('2026-12-31T22:00:00Z', KYIV)).toBe(dayIn('2026-12-31T12:00:00Z', KYIV));
    expect(lastDay('2026-12-31T12:00:00Z', KYIV)).toBe(dayIn('2026-12-31T12:00:00Z', KYIV));
  });

  it('know today where the brigade is', () => {
    expect(today(KYIV, Date.parse('2026-11-25T22:30:00Z'))).toBe('2026-11-26');
  });
});
