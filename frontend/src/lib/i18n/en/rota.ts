import type { Same } from '../types';
import type { rota as source } from '../uk/rota';

export const rota: Same<typeof source> = {};
