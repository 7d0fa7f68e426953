import type { Same } from '../types';
import type { duty as source } from '../uk/duty';

export const duty: Same<typeof source> = {};
