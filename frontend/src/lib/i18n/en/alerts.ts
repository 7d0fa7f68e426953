import type { Same } from '../types';
import type { alerts as source } from '../uk/alerts';

export const alerts: Same<typeof source> = {
  title: 'Alerts',
  emptyTitle: 'All quiet so far',
  emptyText: 'What concerns you will be here: answers to your reports, news of your watch, warnings near by.',
  join: 'Find the watch of your street',
  signInTitle: 'Alerts for you',
  signInText: 'Sign in to learn what happens on your street and what is answered to your reports.',
  readAll: 'Mark all as read',
  unread: 'New',
  earlier: 'Earlier',
  failed: 'The alerts could not be loaded.',
  preferences: 'E-mails',
  email: { all: 'About everything', important: 'Important only', none: 'None' },
  saved: 'Saved'
};
