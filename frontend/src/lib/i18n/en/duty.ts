import type { Same } from '../types';
import type { duty as source } from '../uk/duty';

export const duty: Same<typeof source> = {
  clockOf: 'Times are by the clock of {zone}; this device shows another time.',
  title: 'My duty',
  signIn: 'Sign in to see your duties',
  notServing: 'You do not serve yet',
  notServingText: 'Once a brigade has taken you, your next duty and the "I can" button will be here.',
  more: 'More about my duty',
  all: { one: 'Show {n}', other: 'Show all {n}' },
  taken: 'The duty is yours. Thank you!',
  exchanged: 'The duties are exchanged.',
  callout: { answer: 'Answer: coming or not', answered: 'You have answered. Open the call-out' },
  next: {
    title: 'Next duty',
    running: 'Running until {time}',
    as: 'Your seat: {skill}',
    with: 'With you: {names}',
    alone: 'Nobody else is on this shift yet.',
    none: 'You have no duties in the next four weeks.'
  },
  state: {
    title: 'Can I come',
    available: 'I can come',
    away: 'I can’t',
    unknown: 'Not known',
    usual: 'As in your usual week',
    until: 'until {time}'
  },
  source: {
    exception: 'You said so',
    leave: 'You are on leave',
    pattern: 'By your usual week',
    default: 'You have not said anything yet'
  },
  can: 'I can',
  cannot: 'I can’t',
  said: {
    can: 'You can come until {time}.',
    cannot: 'You will not be called until {time}.',
    waiting: 'Not sent yet. It goes by itself as soon as there is a connection.',
    sending: 'Sending…'
  },
  until: {
    title: 'Until when?',
    hours: { one: '{n} hour', other: '{n} hours' },
    tonight: 'Until midnight',
    morning: 'Until 8 in the morning',
    week: 'A week',
    otherTime: 'Another time',
    usual: 'As usual'
  },
  mine: {
    title: 'My duties',
    none: 'Choose an open shift below.',
    offer: 'Offer to others',
    offered: 'Offered to others; it is yours until somebody takes it',
    offeredTo: 'Offered to {name}; it is yours until they take it',
    exchangeOffered: 'Offered to {name} for {duty}; yours until they agree',
    offeredNow: 'Offered. It is yours until somebody takes it.',
    withdraw: 'Keep it'
  },
  offer: {
    title: 'Offer a duty',
    text: 'You answer for the shift until a colleague who is able to has taken it.',
    to: 'To whom',
    all: 'Everybody who is able to',
    exchangeHint: 'Choose a colleague to exchange duties with them.',
    inReturn: 'In exchange for',
    nothing: 'Nothing: I give it away',
    noDuties: 'This colleague has no duties ahead to exchange.',
    exchange: 'Offer the exchange',
    note: 'A word to colleagues',
    urgent: 'Urgent'
  },
  offered: {
    title: 'Colleagues offer',
    by: 'Offered by {name}',
    urgent: 'Urgent! Offered by {name}',
    take: 'Take it',
    inReturn: 'In return you give: {duty}',
    exchange: 'Exchange'
  },
  open: { title: 'Open shifts', none: 'All seats are taken.', take: 'Sign up' },
  wishes: {
    title: 'What I would like',
    hint: 'The rota is filled so that there is a crew first; between equals, your wish decides.',
    change: 'Change my wishes',
    kind: 'Duties that begin then',
    likes: 'I would like',
    dislikes: 'I would rather not',
    wish: 'Wish {n}',
    from: 'from',
    to: 'to',
    allDay: 'at any hour',
    add: 'Add a wish',
    saved: 'Your wishes are saved.'
  },
  week: {
    title: 'My usual week',
    daily: 'every day',
    none: 'You have not said when you usually can. While it is not known, nobody counts on you.',
    change: 'Change',
    hint: 'When you can usually come, by the clocks of {zone}. An end before its beginning means the next day.',
    piece: 'Stretch {n}',
    from: 'From',
    to: 'To',
    add: 'Add a stretch',
    remove: 'Remove',
    saved: 'Your week is noted.'
  },
  leave: {
    title: 'Leave',
    from: 'From',
    to: 'To',
    reason: 'Reason',
    take: 'Take leave',
    end: 'End it'
  },
  feeds: {
    title: 'Calendar on the phone',
    text: 'Your calendar takes duties from such an address by itself. Who knows it can see them: do not pass it on.',
    mine: 'My duties',
    rota: 'Rota of {brigade}',
    make: 'Make an address: {name}',
    made: 'made {day}',
    read: 'last fetched {day}',
    unread: 'not fetched yet',
    once: 'The address is shown this once. Copy it now.',
    revoke: 'Revoke',
    revokeOf: 'Revoke the address: {name}',
    gone: 'The address is revoked.'
  },
  papers: {
    record: 'My record: scans, way to the station, contacts',
    title: 'My hours and papers',
    back: 'My duty',
    hours: 'Hours',
    kinds: { duty: 'Duties', call_out: 'Call-outs', training: 'Training' },
    total: { one: '{n} hour', other: '{n} hours' },
    together: 'Together',
    twice: 'A call-out while on duty stands under both; together each hour counts once.',
    noHours: 'Nothing is recorded yet.',
    certificate: 'Certificate of engagement (PDF)',
    service: 'Certificate of service (PDF)',
    papers: 'Gates and qualifications',
    noPapers: 'The chief has recorded nothing yet.',
    gates: { adult: 'Age 18+', medical: 'Medical', insurance: 'Insurance', basic_training: 'Basic training' },
    valid: 'valid until {date}',
    always: 'valid without end',
    soon: 'lapses {date}',
    lapsed: 'lapsed {date}',
    revoked: 'revoked {date}',
    leave: 'Leave the brigade',
    leaveTitle: 'Leave the brigade {name}?',
    leaveText: 'Your coming duties become free and the chief is told. Hours and certificates stay yours.',
    left: 'You have left the brigade.',
    reason: 'Why (the chief will see it)'
  }
};
