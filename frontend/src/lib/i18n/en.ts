import { common } from './en/common';
import { errors } from './en/errors';
import { home } from './en/home';
import { map } from './en/map';
import { nav } from './en/nav';
import { status } from './en/status';
import { ui } from './en/ui';

export const en = { common, errors, home, map, nav, status, ui };
