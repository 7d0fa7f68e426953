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

/** What a finished run proposes; empty while it computes. */
export interface Proposal {
  proof?: string;
  seconds?: number;
  assignments?: { user_id: string; shift_id: string; needs: string | null; why: { duties_in_window: number } }[];
  gaps?: Record<string, { count: number; skills: (string | null)[] }[]>;
  conflicts?: Record<string, unknown>[];
}

export const isShift = (item: Shift | Person | { state: string }): item is Shift => 'seats' in item;
export const isPerson = (item: Shift | Person | { state: string }): item is Person => 'travel_minutes' in item;
