import { afterEach, expect, it, vi } from 'vitest';
import { api } from '$lib/api/client';
import type { MapView } from '$lib/map/types';
import { HomeState, MOST_TILES } from './state.svelte';

const asked: string[][] = [];
const view = (side: number) =>
  ({ bounds: [28 - side, 49 - side, 28 + side, 49 + side], centre: [28, 49], zoom: 9 }) as unknown as MapView;

afterEach(() => vi.restoreAllMocks());

it('never asks for more tiles than the server gives, however far out the map is', () => {
  vi.spyOn(api, 'get').mockImplementation((path: string, query?: object) => {
    if (path === '/map/live') asked.push((query as { tiles: string }).tiles.split(','));
    return new Promise(() => undefined);
  });
  const home = new HomeState();
  for (let side = 0.02; side < 40; side *= 1.15) home.look(view(side));
  expect(MOST_TILES).toBe(24);
  expect(Math.max(...asked.map((tiles) => tiles.length))).toBeLessThanOrEqual(MOST_TILES);
  expect(asked.some((tiles) => tiles.length > 16)).toBe(true);
  expect(asked.at(-1)).toHaveLength(9);
});
