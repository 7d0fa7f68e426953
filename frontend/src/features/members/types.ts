/** A brigade's people and their papers as the server tells them. */

import type { components } from '$lib/api/schema.gen';

type Schemas = components['schemas'];
export type Row = Schemas['MatrixRowOut'];
export type Cell = Schemas['CellOut'];
export type Applicant = Schemas['ApplicantOut'];
export type MemberRecord = Schemas['RecordOut'];
export type Qualification = Schemas['QualificationOut'];
export type Carried = Schemas['CarriedOut'];
export type Contact = Schemas['ContactItem'];
export type MemberState = Row['state'];

export const GATES = ['adult', 'medical', 'insurance', 'basic_training'] as const;
