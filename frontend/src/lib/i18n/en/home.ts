import type { Same } from '../types';
import type { home as source } from '../uk/home';

export const home: Same<typeof source> = {
  title: 'Near you',
  report: 'Report',
  reportLong: 'Report a concern',
  sheet: 'List of reports',
  inSight: { one: '{n} report on the map', other: '{n} reports on the map' },
  filters: 'Show',
  period: { day: 'Day', week: 'Week', month: 'Month' },
  earlier: 'Earlier',
  earlierLong: 'Earlier: the archive of reports',
  cut: 'There are more reports here than this page can show. All of them are in the archive.',
  cutLink: 'Open the archive',
  periodLabel: 'Since when',
  categories: 'What happened',
  all: 'All',
  clear: 'Clear the filter',
  myZone: 'My zone',
  distance: '{distance} from you',
  emptyTitle: 'It is calm here',
  emptyText: 'Nobody reported anything in this place and time. If you notice a danger, tell us: it takes less than a minute.',
  emptyFilterTitle: 'Nothing fits this filter',
  emptyFilterText: 'Choose another time or kind, or move the map.',
  errorTitle: 'The reports did not load',
  offline: 'No connection. You see what was known before.',
  approximateNote: 'Places and times are approximate on purpose, so that nobody can be recognised.',
  located: 'Your place is on the map.',
  denied: 'Your phone did not let us know where you are. Allow it in the browser’s settings, or find your street on the map.',
  locateFailed: 'Your place could not be found. Try outdoors, or a little later.',
  outcome: 'What was done: {outcome}',
  showMap: 'Show on the map',
  outcomes: {
    dealt_with: 'dealt with by the police',
    passed_on: 'passed on to the right service',
    nothing_found: 'nothing was found on the spot'
  }
};
