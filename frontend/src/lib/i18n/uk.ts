import { common } from './uk/common';
import { errors } from './uk/errors';
import { home } from './uk/home';
import { map } from './uk/map';
import { nav } from './uk/nav';
import { status } from './uk/status';
import { ui } from './uk/ui';

/** Ukrainian, the first language: its keys are the contract the others are held to. */
export const uk = { common, errors, home, map, nav, status, ui };
