/** A brigade's rota as the server tells it. */

import type { components } from '$lib/api/schema.gen';

type Schemas = components['schemas'];

export type Shift = Schemas['ShiftOut'];
export type Seat = Schemas['SeatOut'];
export type Coverage = Schemas['CoverageOut'];
export type Hour = Schemas['HourOut'];
export type Shortage = Schemas['ShortageOut'];
export type Rule = Schemas['RuleOut'];
export type RuleIn = Schemas['RuleIn'];
export type Run = Schemas['RunOut'];
export type Used = Schemas['UsedOut'];

export interface Person {
  user_id: string;
  name: string;
  kind: string;
  state: 'available' | 'away' | 'unknown';
  until: string | null;
  travel_minutes: number;
  skills: string[];
}

/** A duty taken up to be moved. */
export interface Lifted {
  assignment_id: string;
  user_id: string;
  name: string;
  shift: Shift;
  seat: Seat;
}

export type Pair = Schemas['PairOut'];
export type Mode = Run['mode'];

/** A shift as a run names it: those of eight weeks are not on this page. */
export interface Named {
  name: string;
  day: string;
  start: string;
  end: string;
}

export interface Seated {
  user_id: string;
  shift_id: string;
  needs: string | null;
  why: { able: number; before: number; average: number; wish: number; in_window: number };
}

export interface Held {
  user_id: string;
  shift_id: string;
  assignment_id: string;
}

export interface Missing {
  count: number;
  skills: (string | null)[];
  obstacles: Record<string, number>;
  ask: string[];
}

export interface Conflict {
  rule: 'rest' | 'week_hours' | 'apart' | 'not_able' | 'seat_taken' | 'outside_rest' | 'outside_week';
  people: string[];
  duties: string[];
  relaxation: number;
  held: Held[];
}

/** What a finished run proposes, or why it cannot; empty while it computes. */
export interface Proposal {
  proof?: string;
  seconds?: number;
  assignments?: Seated[];
  ended?: Held[];
  gaps?: Record<string, Missing[]>;
  conflicts?: Conflict[];
  shifts?: Record<string, Named>;
}

export const isShift = (item: Shift | Person | { state: string }): item is Shift => 'seats' in item;
export const isPerson = (item: Shift | Person | { state: string }): item is Person => 'travel_minutes' in item;
