import type { Same } from '../types';
import type { errors as source } from '../uk/errors';

export const errors: Same<typeof source> = {
  network: 'The server cannot be reached. Check your connection and try again.',
  server: 'Something failed on the server. Nothing you entered is lost. Try again in a minute.',
  not_found: 'There is no such page, or you may not open it.',
  forbidden: 'You may not do this.',
  sign_in: 'Sign in first.',
  too_many: 'Too many tries. Wait a little and try again.',
  invalid: 'Check what you entered and try again.',
  conflict: 'Somebody changed this meanwhile. Reload and look again.',
  unknown: 'Something went wrong. Try again.'
};
