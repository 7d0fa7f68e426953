/** Reading a GeoJSON file a person picked. Says what is wrong in a code the page translates. */

import type { Position } from './geometry';

export type UploadFault = 'too-large' | 'not-json' | 'not-geojson' | 'no-polygon' | 'not-degrees';
export type Upload =
  | { geometry: GeoJSON.Polygon | GeoJSON.MultiPolygon; name: string | null }
  | { fault: UploadFault };

const MAX_BYTES = 2_000_000;

/** Shapes of a GeoJSON text joined into one; the server validates and repairs what is left. */
export function readGeoJson(text: string): Upload {
  if (text.length > MAX_BYTES) return { fault: 'too-large' };
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return { fault: 'not-json' };
  }
  if (!isRecord(data) || typeof data.type !== 'string') return { fault: 'not-geojson' };
  const polygons: Position[][][] = [];
  let name: string | null = null;
  for (const [geometry, properties] of geometriesIn(data)) {
    if (geometry.type === 'Polygon') polygons.push(geometry.coordinates as Position[][]);
    if (geometry.type === 'MultiPolygon') {
      polygons.push(...(geometry.coordinates as Position[][][]));
    }
    if (typeof properties?.name === 'string') name ??= properties.name;
  }
  if (!polygons.length) return { fault: 'no-polygon' };
  if (!polygons.flat(2).every(isDegrees)) return { fault: 'not-degrees' };
  return {
    geometry:
      polygons.length === 1
        ? { type: 'Polygon', coordinates: polygons[0] }
        : { type: 'MultiPolygon', coordinates: polygons },
    name
  };
}

type Loose = Record<string, unknown>;

function isRecord(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function* geometriesIn(data: Loose): Generator<[Loose, Loose | null]> {
  if (data.type === 'FeatureCollection' && Array.isArray(data.features)) {
    for (const feature of data.features) if (isRecord(feature)) yield* geometriesIn(feature);
  } else if (data.type === 'Feature' && isRecord(data.geometry)) {
    const properties = isRecord(data.properties) ? data.properties : null;
    for (const [geometry] of geometriesIn(data.geometry)) yield [geometry, properties];
  } else if (data.type === 'GeometryCollection' && Array.isArray(data.geometries)) {
    for (const part of data.geometries) if (isRecord(part)) yield* geometriesIn(part);
  } else {
    yield [data, null];
  }
}

function isDegrees(position: unknown): boolean {
  return (
    Array.isArray(position) &&
    typeof position[0] === 'number' &&
    typeof position[1] === 'number' &&
    Math.abs(position[0]) <= 180 &&
    Math.abs(position[1]) <= 90
  );
}
