import { archive } from './en/archive';
import type { Same } from './types';
import type { ukArchive } from './uk.archive';

export const enArchive: Same<typeof ukArchive> = { archive };
