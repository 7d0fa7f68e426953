/** What the beat streams and the police pages say. */

import type { Severity } from '$lib/api/types';

export type State =
  | 'new'
  | 'triaged'
  | 'assigned'
  | 'en_route'
  | 'on_scene'
  | 'resolved'
  | 'closed'
  | 'duplicate'
  | 'rejected'
  | 'withdrawn';

export interface PoliceIncident {
  id: string;
  reference: string;
  rev: number;
  category: string;
  severity: Severity;
  state: State;
  lon: number;
  lat: number;
  accuracy_m: number | null;
  address: string;
  area: string;
  happened_at: string;
  reported_at: string;
  acknowledged_at: string | null;
  acknowledged_by: string | null;
  unit: { id: string; call_sign: string } | null;
  text: string;
  people_count: number;
  photos: number;
  messages_waiting: boolean;
  contested: boolean;
  confirmations: number;
  held: boolean;
  beat_id: string;
  group_ids: string[];
  duplicate_of: string | null;
  ended_at: string | null;
}

export type UnitState = 'off_duty' | 'free' | 'assigned' | 'en_route' | 'on_scene';

export interface Unit {
  id: string;
  rev: number;
  call_sign: string;
  kind: string;
  state: UnitState;
  crew: { id: string; name: string }[];
  incident_id: string | null;
  active: boolean;
}

export interface UnitPosition {
  unit_id: string;
  rev: number;
  lon: number;
  lat: number;
  accuracy_m: number | null;
  at: string;
}

export type BoardItem = PoliceIncident | Unit | UnitPosition;

export const isIncident = (item: BoardItem): item is PoliceIncident => 'reference' in item;
export const isUnit = (item: BoardItem): item is Unit => 'call_sign' in item && 'crew' in item;
export const isPosition = (item: BoardItem): item is UnitPosition => 'unit_id' in item;

export interface Step {
  at: string;
  verb: string;
  to_state: State;
  reason: string;
  note: string;
  message: string;
  by: string;
  unit: string;
}

export interface Talk {
  id: string;
  at: string;
  author: 'reporter' | 'police';
  by: string;
  text: string;
}

export interface Detail {
  incident: PoliceIncident;
  description: string;
  people: Record<string, string>[];
  has_contact: boolean;
  disposition: string;
  closing_reason: string;
  history: Step[];
  messages: Talk[];
  notes: Talk[];
  photos: { id: string; full: string; thumb: string }[];
  nearby_history: PoliceIncident[];
  allowed_actions: string[];
  /** Closed list of reasons for each verb that needs one. */
  reasons: Record<string, string[]>;
}

export interface Contact {
  name: string;
  phone: string;
  email: string;
}

export interface Duty {
  unit: { id: string; call_sign: string };
  since: string;
}

/** My duty, or that I am on none, and the units I could go on duty on. */
export interface DutyAnswer {
  on_duty: boolean;
  unit: { id: string; call_sign: string } | null;
  since: string | null;
  units: { id: string; call_sign: string }[];
}

export const RANK: Record<Severity, number> = { critical: 4, high: 3, medium: 2, low: 1, info: 0 };
export const OPEN_STATES: readonly State[] = ['new', 'triaged', 'assigned', 'en_route', 'on_scene'];
export const ENDED_STATES: readonly State[] = ['resolved', 'closed', 'duplicate', 'rejected', 'withdrawn'];
export const isOpen = (incident: PoliceIncident) => OPEN_STATES.includes(incident.state);
