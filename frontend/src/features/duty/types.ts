/** A volunteer's own time and duties as the server tells them. */

import type { components } from '$lib/api/schema.gen';

type Schemas = components['schemas'];

export type Shift = Schemas['ShiftOut'];
export type Seat = Schemas['SeatOut'];
export type Holder = Schemas['HolderOut'];
export type Offer = Schemas['OfferOut'];
export type Terms = Pick<Schemas['OfferIn'], 'to_user_id' | 'for_assignment_id' | 'urgent' | 'note'>;
export type MyTime = Schemas['MyTimeOut'];
export type Word = Schemas['WordOut'];
export type MyCallOut = Schemas['MyCallOutOut'];
export type Hours = Schemas['MyHoursOut'];

export interface Colleague {
  user_id: string;
  name: string;
  state: 'available' | 'away' | 'unknown';
}

export type RotaItem = Shift | Colleague;

/** The brigade's stream carries call-outs and alerts too. */
export const isColleague = (item: object): item is Colleague => 'travel_minutes' in item;

export const isShift = (item: RotaItem): item is Shift => 'seats' in item;

/** A seat in a shift, with all that is needed to speak of it. */
export interface Place {
  shift: Shift;
  seat: Seat;
  brigade: string;
}
