import { patrol } from './en/patrol';
import type { Same } from './types';
import type { ukDesk } from './uk.desk';
import { watch } from './en/watch';

export const enDesk: Same<typeof ukDesk> = { patrol, watch };
