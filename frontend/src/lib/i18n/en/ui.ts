import type { Same } from '../types';
import type { ui as source } from '../uk/ui';

export const ui: Same<typeof source> = {
  sheet: { peek: 'Expand the list', half: 'List: half the screen', full: 'Collapse the list' }
};
