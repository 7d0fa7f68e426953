import { admin } from './uk/admin';
import { patrol } from './uk/patrol';
import { watch } from './uk/watch';

/** Texts of the working desks (patrol, watch groups, administration): loaded only where they are shown. */
export const ukDesk = { admin, patrol, watch };
