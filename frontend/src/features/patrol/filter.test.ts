import { expect, it } from 'vitest';
import { BoardFilter } from './filter.svelte';
import type { PoliceIncident, State } from './types';

const one = (state: State, more: Partial<PoliceIncident> = {}) =>
  ({ state, severity: 'high', beat_id: 'b1', contested: false, unit: null, ...more }) as PoliceIncident;

it('shows what is open or contested where nothing is chosen, and says nothing in the address', () => {
  const filter = new BoardFilter();
  expect([filter.search, filter.count]).toEqual(['', 0]);
  expect(filter.fits(one('new'), null)).toBe(true);
  expect(filter.fits(one('on_scene'), null)).toBe(true);
  expect(filter.fits(one('closed'), null)).toBe(false);
  expect(filter.fits(one('closed', { contested: true }), null)).toBe(true);
});

it('is read from the address and written back the same, without what it does not know', () => {
  const filter = new BoardFilter('?state=en_route.new.flying&severity=critical&beat=b2.b1&sort=newest&x=1');
  expect(filter.search).toBe('?sort=newest&state=en_route.new&severity=critical&beat=b1.b2');
  expect(new BoardFilter(filter.search).search).toBe(filter.search);
  expect(filter.count).toBe(5);
  filter.clear();
  expect(filter.search).toBe('?sort=newest');
});

it('narrows to the states chosen, and only to those there can be', () => {
  const filter = new BoardFilter('?state=en_route.rejected');
  expect(filter.fits(one('en_route'), null)).toBe(true);
  expect(filter.fits(one('new'), null)).toBe(false);
  filter.show = 'ended';
  expect(filter.fits(one('rejected'), null)).toBe(true);
  expect(filter.fits(one('resolved'), null)).toBe(false);
  expect(filter.search).toBe('?show=ended&state=rejected');
  filter.states.delete('rejected');
  expect(filter.fits(one('resolved'), null)).toBe(true);
});

it('shows mine while they are open', () => {
  const filter = new BoardFilter('?show=mine');
  const unit = { id: 'u1', call_sign: 'V-1' };
  expect(filter.fits(one('assigned', { unit }), 'u1')).toBe(true);
  expect(filter.fits(one('assigned', { unit }), 'u2')).toBe(false);
  expect(filter.fits(one('resolved', { unit }), 'u1')).toBe(false);
});
