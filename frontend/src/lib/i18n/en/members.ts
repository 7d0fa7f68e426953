import type { Same } from '../types';
import type { members as source } from '../uk/members';

export const members: Same<typeof source> = {};
