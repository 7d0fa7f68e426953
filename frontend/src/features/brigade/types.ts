/** Brigades as the server tells them. */

import type { components } from '$lib/api/schema.gen';

type Schemas = components['schemas'];

export type Brigade = Schemas['BrigadeOut'];
export type Membership = Schemas['BrigadeMemberOut'];

