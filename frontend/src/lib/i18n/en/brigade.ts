import type { Same } from '../types';
import type { brigade as source } from '../uk/brigade';

export const brigade: Same<typeof source> = {
  clockOf: 'Days and hours are by the brigade’s clock ({zone}); yours shows another time.',
  title: 'Fire brigades',
  all: 'All brigades',
  parts: 'Parts of the brigade',
  closed: 'Not at work',
  notFound: 'There is no such brigade, or it is not open to you.',
  signInFirst: 'Sign in to open your brigade.',
  none: 'You belong to no brigade',
  noneText: 'Your brigade will be here: duties, call-outs, people and vehicles.',
  iCommand: 'You are its chief',
  iServe: 'You serve here'
};
