import type { Same } from '../types';
import type { common as source } from '../uk/common';

export const common: Same<typeof source> = {
  app: 'Varta',
  tagline: 'Neighbours looking out for each other',
  skip: 'Skip to the content',
  back: 'Back',
  next: 'Next',
  close: 'Close',
  cancel: 'Cancel',
  save: 'Save',
  send: 'Send',
  undo: 'Undo',
  retry: 'Try again',
  more: 'More',
  optional: 'optional',
  loading: 'Loading…',
  yes: 'Yes',
  no: 'No',
  now: 'just now',
  search: 'Search',
  copy: 'Copy',
  copied: 'Copied',
  print: 'Print',
  fixErrors: { one: '{n} thing to correct', other: '{n} things to correct' },
  stepOf: 'Step {n} of {total}'
};
