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
  return joined([...geometriesIn(data)]);
}

type Loose = Record<string, unknown>;
interface Part {
  geometry: Loose;
  properties: Loose | null;
}

function joined(parts: Part[]): Upload {
  const polygons = parts.flatMap(({ geometry }) => polygonsOf(geometry));
  const [first] = polygons;
  if (!first) return { fault: 'no-polygon' };
  if (!polygons.flat(2).every(isDegrees)) return { fault: 'not-degrees' };
  const name = parts.map((part) => part.properties?.name).find((one) => typeof one === 'string');
  return {
    geometry:
      polygons.length === 1
        ? { type: 'Polygon', coordinates: first }
        : { type: 'MultiPolygon', coordinates: polygons },
    name: typeof name === 'string' ? name : null
  };
}

function polygonsOf(geometry: Loose): Position[][][] {
  if (geometry.type === 'Polygon') return [geometry.coordinates as Position[][]];
  return geometry.type === 'MultiPolygon' ? (geometry.coordinates as Position[][][]) : [];
}

function isRecord(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const records = (value: unknown): Loose[] => (Array.isArray(value) ? value.filter(isRecord) : []);

function* geometriesIn(data: Loose): Generator<Part> {
  switch (data.type) {
    case 'FeatureCollection':
      for (const feature of records(data.features)) yield* geometriesIn(feature);
      break;
    case 'Feature': {
      const properties = isRecord(data.properties) ? data.properties : null;
      for (const { geometry } of geometriesIn(isRecord(data.geometry) ? data.geometry : {})) {
        yield { geometry, properties };
      }
      break;
    }
    case 'GeometryCollection':
      for (const part of records(data.geometries)) yield* geometriesIn(part);
      break;
    default:
      yield { geometry: data, properties: null };
  }
}

function isDegrees(position: unknown): boolean {
  if (!Array.isArray(position)) return false;
  const [lon, lat] = position as unknown[];
  return (
    typeof lon === 'number' && typeof lat === 'number' && Math.abs(lon) <= 180 && Math.abs(lat) <= 90
  );
}
