import { patrol } from './uk/patrol';
import { watch } from './uk/watch';

/** Texts of the working desks (patrol, watch groups): loaded only where they are shown. */
export const ukDesk = { patrol, watch };
