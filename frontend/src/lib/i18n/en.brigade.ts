import { brigade } from './en/brigade';
import { callout } from './en/callout';
import { duty } from './en/duty';
import { members } from './en/members';
import { rota } from './en/rota';
import { upkeep } from './en/upkeep';
import { volunteers } from './en/volunteers';

/** Texts of the fire brigades: loaded only where they are shown. */
export const enBrigade = { brigade, callout, duty, members, rota, upkeep, volunteers };
