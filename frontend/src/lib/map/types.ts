/** What the map can show. Features hand over plain things; only this folder knows MapLibre. */

import type { Bounds, Position } from './geometry';

export type Severity = 'info' | 'low' | 'medium' | 'high' | 'critical';

export interface MapIncident {
  id: string;
  lon: number;
  lat: number;
  severity: Severity;
  /** Lucide name of the category's icon. */
  icon: string;
  /** Metres of uncertainty; null or 0 where the place is exact. */
  radius: number | null;
  /** Nothing more is going on here: drawn quietly. */
  quiet?: boolean;
}

export interface MapZone {
  id: string;
  name: string;
  geometry: GeoJSON.Polygon | GeoJSON.MultiPolygon;
  /** A zone of the reader's own group: the line is stronger. */
  own?: boolean;
}

export interface MapUnit {
  id: string;
  callSign: string;
  lon: number;
  lat: number;
  /** Degrees clockwise from north, or null where unknown. */
  heading: number | null;
  /** Words for the age of the fix: "20 s", "4 min". */
  age: string;
  /** Older than we would send somebody by. */
  stale: boolean;
  busy: boolean;
}

export interface MapPerson {
  lon: number;
  lat: number;
  /** Metres. */
  accuracy: number;
}

export interface MapView {
  bounds: Bounds;
  zoom: number;
  centre: Position;
}
