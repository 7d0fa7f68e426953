import { brigade } from './uk/brigade';
import { callout } from './uk/callout';
import { duty } from './uk/duty';
import { members } from './uk/members';
import { rota } from './uk/rota';
import { upkeep } from './uk/upkeep';
import { volunteers } from './uk/volunteers';

/** Texts of the fire brigades: loaded only where they are shown. */
export const ukBrigade = { brigade, callout, duty, members, rota, upkeep, volunteers };
