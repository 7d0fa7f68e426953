import { admin } from './uk/admin';

/** Texts of the administration: loaded only there. */
export const ukAdmin = { admin };
