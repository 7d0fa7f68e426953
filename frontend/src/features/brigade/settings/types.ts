/** What a brigade's settings are made of. */

import type { components } from '$lib/api/schema.gen';

type Schemas = components['schemas'];
export type CrewRule = Schemas['CrewRuleItem'];
export type CrewLine = Schemas['CrewLineItem'];
export type NeighbourChoice = Schemas['NeighbourChoiceOut'];
export type BrigadeDraft = Schemas['BrigadeIn'];
export type FounderKind = BrigadeDraft['founder_kind'];
export type Shape = GeoJSON.Polygon | GeoJSON.MultiPolygon;

export const FOUNDERS: readonly FounderKind[] = ['community', 'ngo', 'enterprise'];
