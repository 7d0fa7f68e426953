import type { Same } from '../types';
import type { upkeep as source } from '../uk/upkeep';

export const upkeep: Same<typeof source> = {};
