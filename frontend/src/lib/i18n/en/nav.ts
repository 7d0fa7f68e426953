import type { Same } from '../types';
import type { nav as source } from '../uk/nav';

export const nav: Same<typeof source> = {
  label: 'Main menu',
  map: 'Map',
  archive: 'Archive',
  alerts: 'Alerts',
  watch: 'My watch',
  me: 'Me',
  report: 'Report',
  patrol: 'Patrol',
  admin: 'Administration',
  duty: 'My duty',
  brigade: 'Brigade',
  unread: { one: '{n} unread', other: '{n} unread' },
  signIn: 'Sign in'
};
