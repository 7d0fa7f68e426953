/** A call-out as its stream tells it: the head, people and lines of the log. */

import type { components } from '$lib/api/schema.gen';

type Schemas = components['schemas'];
export type Board = Schemas['BoardOut'];
export type Console = Schemas['ConsoleOut'];
export type Done = Schemas['DoneOut'];
export type Forecast = Schemas['ForecastOut'];
export type Gap = Schemas['GapOut'];
export type Link = Schemas['LinkOut'];
export type Log = Schemas['LogOut'];
export type LogLine = Schemas['LogLineOut'];
export type Mine = Schemas['MineOut'];
export type OfIncident = Schemas['OfIncidentOut'];
export type Past = Schemas['PastOut'];
export type PlanStep = Schemas['PlanStepOut'];
export type Qualification = Schemas['QualificationOut'];
export type Replay = Schemas['ReplayOut'];
export type Reply = Schemas['Reply'];
export type Said = Schemas['Said'];
export type Water = Schemas['WaterNearOut'];

export type State = 'proposed' | 'declined' | 'running' | 'stood_down' | 'closed';

export interface Seat {
  id: string;
  needs: string | null;
  hard: boolean;
  /** User id of who sits there. */
  holder: string | null;
}

export interface Head {
  id: string;
  rev: number;
  state: State;
  started_at: string | null;
  started_by: string | null;
  level: number;
  step: PlanStep['kind'] | null;
  wave: number;
  deadline_at: string | null;
  exhausted: boolean;
  air_raid: { since: string; area: string } | null;
  roll_call: { stage: number; due_at: string | null } | null;
  out_at: string | null;
  on_scene_at: string | null;
  back_at: string | null;
  ended_at: string | null;
  plan: PlanStep[];
  brigade: { id: string; name: string; time_zone: string; lon: number; lat: number };
  incident_id: string | null;
  category: string;
  category_name: { uk: string; en: string };
  place: string;
  lon: number | null;
  lat: number | null;
  seats: Seat[];
  gaps: Gap[];
  viable: boolean;
  ready_at: string | null;
  counts: { coming: number; cannot: number; silent: number };
  chance: number | null;
}

export interface Turnout {
  user_id: string;
  rev: number;
  name: string;
  brigade_id: string;
  skills: string[];
  travel_minutes: number;
  waves: number[];
  paged_at: string;
  state: 'coming' | 'cannot' | 'silent';
  stood_down: boolean;
  reply: Reply | null;
  minutes: number | null;
  answered_at: string | null;
  arrives_at: string | null;
  to_scene: boolean;
}

export interface Mark {
  id: string;
  rev: number;
  kind: string;
  at: string;
  by: string;
  text: string;
  paged: number | null;
  step: PlanStep['kind'] | null;
}

/** A call-out in its brigade's stream: without the place. */
export interface Summary {
  id: string;
  rev: number;
  brigade_id: string;
  category: string;
  category_name: { uk: string; en: string };
  state: State;
  started_at: string | null;
  viable: boolean;
  ready_at: string | null;
  coming: number;
  gaps: Gap[];
}

export type Item = Head | Turnout | Mark;

export const isHead = (item: Item): item is Head => 'seats' in item;
export const isTurnout = (item: Item): item is Turnout => 'user_id' in item;
export const isMark = (item: Item): item is Mark => 'kind' in item;

/** What a board is drawn from, whether it is live or replayed. */
export interface View {
  readonly head: Head | null;
  readonly people: readonly Turnout[];
  readonly marks: readonly Mark[];
  /** The moment the board stands at (ms). */
  readonly now: number;
}
