import { archive } from './uk/archive';

/** Texts of the archive: loaded only there. */
export const ukArchive = { archive };
