/** Where this installation serves: the ground every map begins over, and the middle to look round without a map. */

import { api } from '$lib/api/client';
import type { Bounds } from '$lib/map/geometry';

/** Until the server has said where it serves, and where nothing is served yet. */
const ANYWHERE: Bounds = [-170, -55, 170, 72];

let asked: Promise<Bounds> | null = null;

/** West, south, east, north in degrees. Asked once; never rejects. */
export function cityBounds(): Promise<Bounds> {
  asked ??= api
    .get<{ bounds: Bounds | null }>('/geo/served')
    .then(({ bounds }) => bounds ?? ANYWHERE)
    .catch(() => {
      asked = null;
      return ANYWHERE;
    });
  return asked;
}

/** The middle of the served ground. */
export async function cityCentre(): Promise<[number, number]> {
  const [west, south, east, north] = await cityBounds();
  return [(west + east) / 2, (south + north) / 2];
}
