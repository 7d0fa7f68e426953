import { account } from './uk/account';
import { alerts } from './uk/alerts';
import { common } from './uk/common';
import { errors } from './uk/errors';
import { home } from './uk/home';
import { map } from './uk/map';
import { nav } from './uk/nav';
import { receipt } from './uk/receipt';
import { report } from './uk/report';
import { shell } from './uk/shell';
import { status } from './uk/status';
import { ui } from './uk/ui';

/** Ukrainian, the first language: its keys are the contract the others are held to. */
export const uk = { account, alerts, common, errors, home, map, nav, receipt, report, shell, status, ui };
