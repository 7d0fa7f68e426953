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
  evening: 'Open evening:',
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
    leave: 'After a year of service up to five days of unpaid leave on request.',
    paper: 'A certificate of service and of each engagement.'
  },
  steps: 'What follows: application → talk with the chief → probation → service. You can leave at any time.',
  applied: 'Your application',
  states: {
    applied: 'It has been received. The chief will contact you.',
    interview: 'You are invited to a talk with the chief.',
    probation: 'You are on probation. Welcome!',
    active: 'You serve in the brigade.',
    leave: 'You serve in the brigade and are on leave.'
  },
  withdraw: 'Withdraw the application',
  form: {
    title: 'Apply',
    born: 'Date of birth',
    phone: 'Phone',
    travel: 'Minutes from you to the station',
    travelHint: 'Usually, from home or work.',
    why: 'Why you want to join',
    experience: 'What you can do already: lorry licence, medicine, machines…',
    consent: 'I agree that the brigade keeps these data to decide on the application.',
    send: 'Send the application',
    signIn: 'To send it, sign in or make an account. All you wrote stays.'
  }
};
