/** The drawing of one zone as plain data: every change is a new draft, so that undo is a step back in a list. */

import { around, boundsOf, crossings, distance, hectares, type Position, type Ring } from './geometry';

export const MIN_CORNERS = 3;
export const MAX_CORNERS = 500;
/** Corners nearer than this (metres) are one corner. */
export const SAME_PLACE = 0.5;

export interface ZoneDraft {
  /** Corners in order; the ring closes itself. */
  readonly corners: Ring;
  readonly past: readonly Ring[];
  readonly future: readonly Ring[];
}

export type Fault = 'few' | 'crossing' | 'many' | null;

export const EMPTY: ZoneDraft = { corners: [], past: [], future: [] };

function changed(draft: ZoneDraft, corners: Ring): ZoneDraft {
  return { corners, past: [...draft.past.slice(-99), draft.corners], future: [] };
}

/** Add a corner at the end, or after corner `after`. Taps on the corner before are one tap. */
export function addCorner(draft: ZoneDraft, at: Position, after?: number): ZoneDraft {
  const index = after === undefined ? draft.corners.length : after + 1;
  const before = draft.corners[index - 1];
  if (before && distance(before, at) < SAME_PLACE) return draft;
  if (draft.corners.length >= MAX_CORNERS) return draft;
  return changed(draft, draft.corners.toSpliced(index, 0, at));
}

/** Move corner `index` to a new place. */
export function moveCorner(draft: ZoneDraft, index: number, to: Position): ZoneDraft {
  return draft.corners[index] ? changed(draft, draft.corners.with(index, to)) : draft;
}

/** Take corner `index` away. */
export function removeCorner(draft: ZoneDraft, index: number): ZoneDraft {
  return draft.corners[index] ? changed(draft, draft.corners.toSpliced(index, 1)) : draft;
}

/** Start again; undo brings the drawing back. */
export function clear(draft: ZoneDraft): ZoneDraft {
  return draft.corners.length ? changed(draft, []) : draft;
}

export function undo(draft: ZoneDraft): ZoneDraft {
  const corners = draft.past.at(-1);
  return corners
    ? { corners, past: draft.past.slice(0, -1), future: [draft.corners, ...draft.future] }
    : draft;
}

export function redo(draft: ZoneDraft): ZoneDraft {
  const corners = draft.future[0];
  return corners
    ? { corners, past: [...draft.past, draft.corners], future: draft.future.slice(1) }
    : draft;
}

/** What keeps the drawing from being a zone. */
export function faultOf(draft: ZoneDraft): Fault {
  if (draft.corners.length > MAX_CORNERS) return 'many';
  if (crossings(draft.corners).length) return 'crossing';
  return draft.corners.length < MIN_CORNERS ? 'few' : null;
}

/** The drawing as GeoJSON, counter-clockwise and closed; null while it is not a zone. */
export function polygonOf(draft: ZoneDraft): GeoJSON.Polygon | null {
  if (faultOf(draft)) return null;
  const ring = signedArea(draft.corners) < 0 ? draft.corners.toReversed() : [...draft.corners];
  return { type: 'Polygon', coordinates: [[...ring, around(ring, 0)]] };
}

/** Hectares of the drawing so far. */
export function draftHectares(draft: ZoneDraft): number {
  if (draft.corners.length < MIN_CORNERS) return 0;
  return hectares({ type: 'Polygon', coordinates: [draft.corners] });
}

/** A draft from an existing shape, or null where it has holes or several parts and cannot be drawn corner by corner. */
export function draftFrom(geometry: GeoJSON.Polygon | GeoJSON.MultiPolygon): ZoneDraft | null {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const [rings] = polygons;
  if (!rings?.[0] || polygons.length !== 1 || rings.length !== 1) return null;
  const ring = rings[0].map((corner): Position => [corner[0] ?? 0, corner[1] ?? 0]);
  if (ring.length > MAX_CORNERS) return null;
  return { ...EMPTY, corners: ring.slice(0, -1) };
}

/** Middle of each edge: the handles that make a new corner when dragged. */
export function midpoints(corners: Ring): Position[] {
  if (corners.length < 2) return [];
  const closed = corners.length >= MIN_CORNERS;
  const edges = closed ? corners.length : corners.length - 1;
  return Array.from({ length: edges }, (_, i) => {
    const [a, b] = [around(corners, i), around(corners, i + 1)];
    return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  });
}

/** Box of the drawing. */
export const draftBounds = (draft: ZoneDraft) => boundsOf(draft.corners);

function signedArea(ring: Ring): number {
  return ring.reduce((sum, [x1, y1], i) => {
    const [x2, y2] = around(ring, i + 1);
    return sum + x1 * y2 - x2 * y1;
  }, 0);
}
