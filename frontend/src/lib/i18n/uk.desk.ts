import { patrol } from './uk/patrol';

/** Texts of the working desks (patrol, watch groups, administration): loaded only where they are shown. */
export const ukDesk = { patrol };
