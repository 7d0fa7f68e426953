import { expect, it } from 'vitest';
import { once } from './once';

const place = { category: 'burglary.now', lon: 28.46, lat: 49.23, happened_at: '2026-11-26T14:00:00Z' };

it('two reports of one kind, place and hour are two', () => {
  const items = [{ ...place, id: 'a', rev: 1 }, { ...place, id: 'b', rev: 1 }];
  expect(once(items)).toEqual(items);
});

it('one report seen through the map and through the group is one, and says its reference', () => {
  const [open, own] = [{ ...place, id: 'a', rev: 1 }, { ...place, id: 'a', rev: 1, reference: 'V-1' }];
  expect(once([open, own])).toEqual([own]);
  expect(once([own, open])).toEqual([own]);
});

it('the newer is kept', () => {
  const [old, fresh] = [{ ...place, id: 'a', rev: 1, reference: 'V-1' }, { ...place, id: 'a', rev: 2 }];
  expect(once([old, fresh])).toEqual([fresh]);
  expect(once([fresh, old])).toEqual([fresh]);
});
