import { describe, expect, it } from 'vitest';
import { isReference, NOTHING, read, windowOf, write, type Asked } from './asked';

const NOW = Date.parse('2026-11-27T06:30:00Z');
const parse = (text: string) => read(new URLSearchParams(text));
const window = (change: Partial<Asked>) => windowOf({ ...NOTHING, ...change }, NOW);

describe('address', () => {
  it('says nothing of nothing', () => {
    expect(write(NOTHING)).toBe('');
    expect(parse('')).toEqual(NOTHING);
  });

  it('holds all that is asked, and gives it back', () => {
    const asked: Asked = {
      when: 'days',
      from: '2022-01-01',
      to: '2022-03-31',
      kinds: ['fire', 'theft'],
      at: { lon: -123.12, lat: 49.25, zoom: 11.5 },
      area: '019cad58-bd80-771a-a44c-890490a285d7',
      place: [28.4682, 49.2331],
      id: '019cad58-bd80-471a-a44c-890490a285d7',
      words: 'чорний фургон & двері',
      states: ['closed'],
      severities: ['critical', 'high']
    };
    expect(parse(write(asked).slice(1))).toEqual(asked);
    expect(write({ ...NOTHING, when: '2022', kinds: ['theft', 'fire'] })).toBe('?when=2022&kinds=fire,theft');
  });

  it('takes rubbish for nothing', () => {
    const rubbish = 'when=yesterday&from=2022-02-31&to=x&at=1,2&place=500,1&id=1&area=%27&kinds=<b>,&states=;&at=NaN,1,1';
    expect(parse(rubbish)).toEqual(NOTHING);
  });
});

describe('window', () => {
  it.each([
    [{ when: 'month' }, '2026-10-28', null],
    [{ when: 'year' }, '2025-11-27', null],
    [{ when: 'all' }, '1900-01-01', null],
    [{ when: '2022' }, '2022-01-01', '2023-01-01'],
    [{ when: 'days', from: '2022-02-01', to: '2022-02-28' }, '2022-02-01', '2022-03-01'],
    [{ when: 'days', to: '2023-12-31' }, '1900-01-01', '2024-01-01'],
    [{ when: 'days', from: '2024-02-29' }, '2024-02-29', null]
  ] as [Partial<Asked>, string, string | null][])('%j', (change, since, until) => {
    expect(window(change)).toEqual({ since: `${since}T00:00:00Z`, until: until && `${until}T00:00:00Z` });
  });
});

it('knows a reference', () => {
  expect(['K7M2-Q9D', 'k7m2-q9d'].map(isReference)).toEqual([true, true]);
  expect(['K7M2Q9D', 'фургон', 'K7M2-Q9DX'].map(isReference)).toEqual([false, false, false]);
});
