import { describe, expect, it } from 'vitest';
import { hourAt, hourLabel, monday, plus, shortDayAt } from './days';

const KYIV = 'Europe/Kyiv';

describe('the calendar of a brigade', () => {
  it('begins its weeks on Mondays', () => {
    expect(monday('2026-03-29', 0)).toBe('2026-03-23');
    expect(monday('2026-03-30', 0)).toBe('2026-03-30');
    expect(monday('2026-03-30', -1)).toBe('2026-03-23');
  });

  it('counts days across months and the nights when clocks change', () => {
    expect(plus('2026-03-28', 1)).toBe('2026-03-29');
    expect(plus('2026-03-29', 1)).toBe('2026-03-30');
    expect(plus('2026-12-31', 1)).toBe('2027-01-01');
  });

  it('tells an instant by the brigade’s clock, not by this device’s', () => {
    const midnight = '2026-11-25T22:00:00Z';
    expect(hourLabel(midnight, KYIV)).toBe('2026-11-26 00');
    expect(hourLabel(midnight, 'America/New_York')).toBe('2026-11-25 17');
    expect(shortDayAt(midnight, KYIV)).toContain('26');
    expect(hourAt(midnight, KYIV)).toBe('00:00');
  });
});
