import { account } from './en/account';
import { alerts } from './en/alerts';
import { common } from './en/common';
import { errors } from './en/errors';
import { home } from './en/home';
import { map } from './en/map';
import { nav } from './en/nav';
import { receipt } from './en/receipt';
import { report } from './en/report';
import { shell } from './en/shell';
import { status } from './en/status';
import { ui } from './en/ui';

export const en = { account, alerts, common, errors, home, map, nav, receipt, report, shell, status, ui };
