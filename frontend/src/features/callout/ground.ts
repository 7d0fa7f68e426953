/** What a call-out's map shows: the scene, the station, the water near the scene. */

import { boundsOf, distance, type Bounds, type Position } from '$lib/map/geometry';
import type { MapIncident } from '$lib/map/types';
import type { Head, Water } from './types';

type Place = Pick<Head, 'lon' | 'lat'> & { brigade: { lon: number; lat: number } };

const OUT_OF_ORDER = 'out_of_order';
/** Half a street either way, so that a lone pin does not stand on a single house. */
const EASE: Position = [0.003, 0.002];

/** One pin each; the scene where its place is known. */
export function pinsOf({ lon, lat, brigade }: Place, water: readonly Water[], icon: string): MapIncident[] {
  const scene = lon === null || lat === null ? [] : [{ id: 'scene', lon, lat, severity: 'critical' as const, icon, radius: null }];
  return [
    ...scene,
    { id: 'station', lon: brigade.lon, lat: brigade.lat, severity: 'low', icon: 'warehouse', radius: null },
    ...water.map((one) => ({
      id: one.id,
      lon: one.lon,
      lat: one.lat,
      severity: 'info' as const,
      icon: 'droplet',
      radius: null,
      quiet: one.condition === OUT_OF_ORDER
    }))
  ];
}

/** A box around the pins with some ground on every side. */
export const around = (pins: readonly MapIncident[]): Bounds | null =>
  boundsOf(
    pins.flatMap<Position>(({ lon, lat }) => [
      [lon - EASE[0], lat - EASE[1]],
      [lon + EASE[0], lat + EASE[1]]
    ])
  );

/** Metres from the station to the scene as the crow flies; null where the scene's place is not known. */
export const metresFromStation = ({ lon, lat, brigade }: Place): number | null =>
  lon === null || lat === null ? null : distance([brigade.lon, brigade.lat], [lon, lat]);

/** The nearest water that gives any; the server tells the nearest first. */
export const usableWater = (water: readonly Water[]): Water | undefined =>
  water.find((one) => one.condition !== OUT_OF_ORDER);
