/** Plane and sphere sums the map needs. Positions are `[longitude, latitude]` in degrees (WGS 84), lengths in metres. */

export type Position = [number, number];
export type Ring = Position[];
/** West, south, east, north. */
export type Bounds = [number, number, number, number];

const EARTH_RADIUS = 6_371_008.8;
const RADIANS = Math.PI / 180;

/** Item `i` of a list known to hold it, counting around its end. */
export function around<T>(list: readonly T[], i: number): T {
  return list[i % list.length] as T;
}

/** Great-circle distance in metres. */
export function distance(a: Position, b: Position): number {
  const dLat = (b[1] - a[1]) * RADIANS;
  const dLon = (b[0] - a[0]) * RADIANS;
  const h =
    Math.sin(dLat / 2) ** 2 +
    Math.cos(a[1] * RADIANS) * Math.cos(b[1] * RADIANS) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** A point `metres` away in the direction `bearing` (degrees clockwise from north). */
export function travel(from: Position, metres: number, bearing: number): Position {
  const dLat = (metres * Math.cos(bearing * RADIANS)) / EARTH_RADIUS / RADIANS;
  const dLon =
    (metres * Math.sin(bearing * RADIANS)) /
    (EARTH_RADIUS * Math.cos(from[1] * RADIANS)) /
    RADIANS;
  return [from[0] + dLon, from[1] + dLat];
}

/** Closed ring around a point: a soft circle of real size on any zoom. */
export function circle(centre: Position, radius: number, corners = 48): Ring {
  const ring = Array.from({ length: corners }, (_, i) =>
    travel(centre, radius, (360 * i) / corners)
  );
  return [...ring, around(ring, 0)];
}

/** Area of a ring (open or closed) in square metres, on the sphere. */
export function ringArea(ring: Ring): number {
  let sum = 0;
  for (let i = 0; i < ring.length; i++) {
    const [lon1, lat1] = around(ring, i);
    const [lon2, lat2] = around(ring, i + 1);
    sum +=
      (lon2 - lon1) * RADIANS * (2 + Math.sin(lat1 * RADIANS) + Math.sin(lat2 * RADIANS));
  }
  return Math.abs((sum * EARTH_RADIUS * EARTH_RADIUS) / 2);
}

/** Hectares of everything a Polygon or MultiPolygon covers, holes taken out. */
export function hectares(geometry: GeoJSON.Polygon | GeoJSON.MultiPolygon): number {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  let metres = 0;
  for (const [outer, ...holes] of polygons as Ring[][]) {
    metres += ringArea(outer ?? []) - holes.reduce((sum, hole) => sum + ringArea(hole), 0);
  }
  return metres / 10_000;
}

function side(a: Position, b: Position, c: Position): number {
  return Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
}

function within(a: Position, b: Position, c: Position): boolean {
  return (
    Math.min(a[0], b[0]) <= c[0] &&
    c[0] <= Math.max(a[0], b[0]) &&
    Math.min(a[1], b[1]) <= c[1] &&
    c[1] <= Math.max(a[1], b[1])
  );
}

/** Whether two segments share any point. */
export function segmentsMeet(a: Position, b: Position, c: Position, d: Position): boolean {
  const [s1, s2, s3, s4] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
  if (s1 !== s2 && s3 !== s4) return true;
  return (
    (s1 === 0 && within(a, b, c)) ||
    (s2 === 0 && within(a, b, d)) ||
    (s3 === 0 && within(c, d, a)) ||
    (s4 === 0 && within(c, d, b))
  );
}

/** Pairs of edges (by index of their first corner) that cross or touch, in an open ring that will be closed. */
export function crossings(ring: Ring): [number, number][] {
  const n = ring.length;
  const found: [number, number][] = [];
  if (n < 4) return found;
  for (let i = 0; i < n; i++) {
    for (let j = i + 2; j < n; j++) {
      if (i === 0 && j === n - 1) continue;
      if (segmentsMeet(around(ring, i), around(ring, i + 1), around(ring, j), around(ring, j + 1))) {
        found.push([i, j]);
      }
    }
  }
  return found;
}

/** Smallest box around positions, or null where there are none. */
export function boundsOf(positions: Iterable<Position>): Bounds | null {
  let box: Bounds | null = null;
  for (const [lon, lat] of positions) {
    box = box
      ? [
          Math.min(box[0], lon),
          Math.min(box[1], lat),
          Math.max(box[2], lon),
          Math.max(box[3], lat)
        ]
      : [lon, lat, lon, lat];
  }
  return box;
}

/** Every corner of a geometry. */
export function* positionsOf(geometry: GeoJSON.Geometry): Generator<Position> {
  if (geometry.type === 'GeometryCollection') {
    for (const part of geometry.geometries) yield* positionsOf(part);
    return;
  }
  yield* flatten(geometry.coordinates);
}

function* flatten(value: unknown): Generator<Position> {
  if (!Array.isArray(value)) return;
  if (typeof value[0] === 'number') yield value as Position;
  else for (const part of value) yield* flatten(part);
}

/** Column and row of the web-mercator tile that holds a point. */
export function tileOf([lon, lat]: Position, zoom: number): [number, number] {
  const n = 2 ** zoom;
  const clamped = Math.max(-85.0511, Math.min(85.0511, lat)) * RADIANS;
  const x = Math.floor(((lon + 180) / 360) * n);
  const y = Math.floor(((1 - Math.asinh(Math.tan(clamped)) / Math.PI) / 2) * n);
  return [Math.max(0, Math.min(n - 1, x)), Math.max(0, Math.min(n - 1, y))];
}

/** Tiles that cover a box, row by row; an empty list where there would be more than `limit`. */
export function tilesOver(box: Bounds, zoom: number, limit: number): [number, number][] {
  const [x0, y0] = tileOf([box[0], box[3]], zoom);
  const [x1, y1] = tileOf([box[2], box[1]], zoom);
  if ((x1 - x0 + 1) * (y1 - y0 + 1) > limit) return [];
  const tiles: [number, number][] = [];
  for (let y = y0; y <= y1; y++) for (let x = x0; x <= x1; x++) tiles.push([x, y]);
  return tiles;
}
