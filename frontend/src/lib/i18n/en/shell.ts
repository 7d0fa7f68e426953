import type { Same } from '../types';
import type { shell as source } from '../uk/shell';

export const shell: Same<typeof source> = {
  offline: 'No connection.',
  keeps: {
    one: 'No connection. Your report is kept here and will be sent.',
    other: 'No connection. {n} reports are kept here and will be sent.'
  },
  sending: { one: 'Sending your report…', other: 'Sending {n} reports…' },
  sent: { one: 'Your report has been sent.', other: '{n} reports have been sent.' },
  refused: 'A report was not accepted. See what to correct.',
  look: 'Look',
  update: 'There is a new version of Varta.',
  reload: 'Reload'
};
