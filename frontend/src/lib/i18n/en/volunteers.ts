import type { Same } from '../types';
import type { volunteers as source } from '../uk/volunteers';

export const volunteers: Same<typeof source> = {
  title: 'Become a volunteer firefighter',
  lead: 'To a village or an outskirt the fire engine has a long way. Neighbours who are trained and equipped are there first. The brigades below take people.',
  all: 'All brigades that take people',
  none: 'No brigade takes people at present',
  noneText: 'Look in again later, or ask in your community.',
  notFound: 'There is no such brigade.',
  closed: 'The brigade takes nobody at present',
  founders: { community: 'community', ngo: 'non-profit', enterprise: 'enterprise' },
  founder: 'Founded by: {kind}, {name}',
  station: 'Station: {name}',
  evening: 'Open evening:',
  eveningText: 'Come to look and to ask. It binds you to nothing.',
  toForm: 'Apply',
  means: {
    title: 'What it means',
    first: 'You go to fires and accidents near your home with a trained brigade, while the state’s engine is on its way.',
    page: 'Varta tells you of a call-out. You answer with one tap: I am coming, or I can’t. Saying “I can’t” is fine.',
    safe: 'Nobody goes into smoke without training and kit. Much of the work is nowhere near the fire: driver, pump, radio, first aid.'
  },
  asked: {
    title: 'What is asked of you',
    age: 'You are 18 or older.',
    medical: 'A medical: before you begin, and regularly.',
    training: 'Basic training; no experience needed.',
    time: 'Some evenings a month, and coming when you can.'
  },
  given: {
    title: 'What you get',
    kit: 'Kit and training, paid by the founder.',
    insurance: 'Insurance, paid by the founder.',
    leave: 'After a year of service, up to five days of unpaid leave when you ask.',
    paper: 'A certificate of service and of every call-out.'
  },
  steps: {
    title: 'How it goes',
    applied: 'Application',
    appliedText: 'A few lines about yourself. Five minutes.',
    interview: 'Talk',
    interviewText: 'The chief rings you and you get to know each other.',
    probation: 'Probation',
    probationText: 'Medical, insurance, basic training. You can still change your mind.',
    active: 'Service',
    activeText: 'You can be reached when you can come. You may leave at any time.'
  },
  applied: 'Your application',
  here: 'you are here',
  states: {
    applied: 'It has been received. The chief will contact you.',
    interview: 'You are invited to a talk with the chief.',
    probation: 'You are on probation. Welcome!',
    active: 'You are in the brigade.',
    leave: 'You are in the brigade, on leave at present.'
  },
  declined: 'Last time the brigade declined. You may apply again.',
  withdraw: 'Withdraw the application',
  withdrawTitle: 'Withdraw the application?',
  withdrawText: 'The chief will not look at it any more. You can send a new one at any time.',
  withdrawn: 'The application is withdrawn.',
  duty: 'Open my duties',
  form: {
    title: 'Apply',
    born: 'Date of birth',
    phone: 'Telephone',
    phoneHint: 'The chief will ring it.',
    travel: 'Minutes to the station',
    travelHint: 'As a rule, from home or work.',
    languages: 'Languages you speak',
    languageNames: { uk: 'Ukrainian', en: 'English', pl: 'Polish', ro: 'Romanian' },
    why: 'Why you want to join',
    experience: 'What you can do already: a lorry licence, medicine, machines…',
    consent: 'I agree that the brigade keeps these data to consider the application.',
    privacy: 'Only this brigade’s chief sees them. You can withdraw the application at any time.',
    send: 'Send the application',
    signIn: 'To send it, sign in or make an account. What you wrote is kept on this device.',
    create: 'Make an account'
  }
};
