import { describe, expect, it } from 'vitest';
import { clockOf, dayOf, hoursOf, instant, median, monthOf, timeOf, windowOf } from './period';

const KYIV = 'Europe/Kyiv';

describe('days of the zone', () => {
  it.each([
    ['2026-11-22', '14:00', '2026-11-22T12:00:00.000Z'],
    ['2026-07-01', '00:00', '2026-06-30T21:00:00.000Z'],
    ['2026-03-29', '04:30', '2026-03-29T01:30:00.000Z'],
    ['2026-10-25', '00:00', '2026-10-24T21:00:00.000Z'],
    ['2026-10-26', '00:00', '2026-10-25T22:00:00.000Z']
  ])('%s %s is %s', (day, time, at) => {
    expect(instant(day, time, KYIV)).toBe(at);
    expect([dayOf(at, KYIV), timeOf(at, KYIV)]).toEqual([day, time]);
  });

  it('a month with a night of thirteen hours has an hour more', () => {
    const { start, end } = windowOf(monthOf('2026-10-15'), KYIV);
    expect((Date.parse(end) - Date.parse(start)) / 3_600_000).toBe(31 * 24 + 1);
  });

  it('goes back over the year', () => {
    expect(monthOf('2026-01-31', 1)).toEqual({ first: '2025-12-01', last: '2025-12-31' });
    expect(monthOf('2028-02-10')).toEqual({ first: '2028-02-01', last: '2028-02-29' });
  });
});

describe('figures', () => {
  it('says hours and minutes, and minutes and seconds', () => {
    expect([hoursOf(725), hoursOf(-65), clockOf(400), clockOf(null)]).toEqual(['12:05', '−1:05', '6:40', '—']);
  });

  it('takes the middle of those that did', () => {
    expect([median([3, null, 1, 2]), median([4, 1]), median([null])]).toEqual([2, 3, null]);
  });
});
