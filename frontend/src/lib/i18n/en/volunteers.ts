import type { Same } from '../types';
import type { volunteers as source } from '../uk/volunteers';

export const volunteers: Same<typeof source> = {};
