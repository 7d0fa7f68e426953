/** Vehicles, kit, water, training and hours as the server tells them. */

import type { components } from '$lib/api/schema.gen';

type Schemas = components['schemas'];

export type Vehicle = Schemas['VehicleOut'];
export type VehicleDraft = Schemas['VehicleIn'];
export type SeatLine = Schemas['SeatItem'];
export type CheckLine = Schemas['CheckLine'];
export type Check = Schemas['CheckOut'];
export type Answer = Schemas['CheckAnswer'];
export type Defect = Schemas['DefectOut'];
export type Kit = Schemas['KitOut'];
export type KitDraft = Schemas['KitIn'];
export type Qualification = Schemas['QualificationOut'];
export type Water = Schemas['WaterOut'];
export type WaterKind = Water['kind'];
export type Condition = Water['condition'];
export type Inspection = Schemas['InspectionOut'];
export type WaterImport = Schemas['WaterImportOut'];
export type Session = Schemas['TrainingSessionOut'];
export type SessionDraft = Schemas['SessionIn'];
export type ClosedSession = Schemas['ClosedOut'];
export type PersonHours = Schemas['PersonHoursOut'];
export type LedgerLine = Schemas['LedgerLineOut'];
export type MyHours = Schemas['MyHoursOut'];
export type Interval = Schemas['PastOut'];
export type MemberRow = Schemas['MatrixRowOut'];

export const VEHICLE_STATES = ['in_service', 'off_run', 'reserve', 'retired'] as const;
export const KIT_KINDS = ['breathing_apparatus', 'cylinder', 'hose', 'ladder', 'clothing', 'pump', 'other'] as const;
export const WATER_KINDS = ['fire_hydrant', 'water_tank', 'fire_water_pond', 'suction_point'] as const;
export const CONDITIONS = ['working', 'impaired', 'out_of_order', 'unknown'] as const;
export const HOURS_KINDS = ['duty', 'call_out', 'training'] as const;
export const STEPS = ['page', 'answer', 'crew', 'out', 'on_scene'] as const;
