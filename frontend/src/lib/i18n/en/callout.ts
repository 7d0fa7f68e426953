import type { Same } from '../types';
import type { callout as source } from '../uk/callout';

export const callout: Same<typeof source> = {};
