/** What the city administrator sees. */

export const ROLES = {
  patrol_officer: ['area'],
  dispatcher: ['area'],
  coordinator: ['group'],
  group_member: ['group'],
  specialised_officer: ['area'],
  press_officer: ['area'],
  city_admin: ['area']
} as const;

export type Role = keyof typeof ROLES;

export interface Person {
  id: string;
  name: string;
  email: string;
}

export interface Grant {
  id: string;
  user_id: string;
  user_name: string;
  role: string;
  scope_kind: string;
  scope_id: string;
  scope_name: string;
  since: string;
  until: string | null;
  given_by: string;
  reason: string;
  allowed_actions: string[];
}

export interface AreaRow {
  id: string;
  kind: string;
  code: string;
  name: string;
  name_en: string;
  parent_id: string | null;
  served: boolean;
  population: number | null;
  size_km2: number;
  children: number;
  snap_points: number;
  /** Served, and all its reports are shown at one place for want of snap points. */
  bare: boolean;
}

export interface SnapReport {
  area: string;
  points: number;
}

export const AREA_KINDS = [
  'country',
  'oblast',
  'raion',
  'hromada',
  'city',
  'district',
  'neighbourhood',
  'beat',
  'first_due'
] as const;

export interface ImportReport {
  dry_run: boolean;
  added: number;
  changed: number;
  same: number;
  repaired: number;
  refused: number;
  notable: {
    number: number;
    name: string;
    outcome: string;
    reason: string;
    place: { lon: number; lat: number } | null;
    repairs: { kind: string; reason: string }[];
  }[];
}

export interface AuditLine {
  id: number;
  at: string;
  actor_kind: string;
  actor_id: string;
  actor_label: string;
  verb: string;
  target_kind: string;
  target_id: string;
  data: Record<string, unknown>;
  sealed: boolean;
}

export interface AuditPage {
  items: AuditLine[];
  next: number | null;
}
