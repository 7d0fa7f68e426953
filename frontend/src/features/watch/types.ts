/** Watch groups as the server tells them. */

export type Kind = 'street' | 'house' | 'neighbourhood' | 'village' | 'business' | 'school';
export const KINDS: readonly Kind[] = ['neighbourhood', 'street', 'house', 'village', 'business', 'school'];

export interface Group {
  id: string;
  name: string;
  kind: Kind;
  description: string;
  status: 'active' | 'archived';
  lon: number | null;
  lat: number | null;
  members: number;
  coordinators: number;
  my_state: 'requested' | 'active' | null;
  i_coordinate: boolean;
  covers: boolean | null;
  distance_m: number | null;
  allowed_actions: string[];
  rev: number;
}

export interface Zone {
  id: string;
  name: string;
  source: 'drawn' | 'area' | 'upload';
  area_id: string | null;
  area_m2: number;
}

export interface GroupDetail extends Group {
  zones: Zone[];
  bounds: [number, number, number, number] | null;
}

export interface Member {
  id: string;
  name: string;
  state: 'requested' | 'active';
  coordinator: boolean;
  note: string;
  since: string;
  me: boolean;
  allowed_actions: string[];
}

export type Shape = GeoJSON.Polygon | GeoJSON.MultiPolygon;

/** What the zone form hands over. */
export interface ZoneDraft {
  name: string;
  geojson: Shape | null;
  area_id: string | null;
  uploaded: boolean;
}

export interface SavedZone {
  zone: Zone;
  repairs: { kind: string; reason: string }[];
}

export interface AreaChoice {
  id: string;
  name: string;
  geometry: Shape;
}

/** A masked report of the zone. */
export interface ZoneIncident {
  id: string;
  rev: number;
  reference: string;
  category: string;
  severity: 'info' | 'low' | 'medium' | 'high' | 'critical';
  state_label: string;
  lon: number;
  lat: number;
  radius_m: number;
  happened_at: string;
  area: string;
}
