import { admin } from './en/admin';
import type { Same } from './types';
import type { ukAdmin } from './uk.admin';

export const enAdmin: Same<typeof ukAdmin> = { admin };
