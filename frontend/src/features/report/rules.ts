import type { Key } from '$lib/i18n/index.svelte';
import { MOST_WORDS, type ReportDraft } from './draft.svelte';

export interface Fault {
  id: string;
  key: Key;
  params?: Record<string, number>;
}

/** What keeps the words from being sent. */
export function faultsOfWords(draft: ReportDraft): Fault[] {
  const words = draft.written.words.trim();
  if (words.length < 3) return [{ id: 'words', key: 'report.tell.needed' }];
  if (words.length > MOST_WORDS) return [{ id: 'words', key: 'report.tell.long', params: { n: MOST_WORDS } }];
  return [];
}

export function faultsOfTime(draft: ReportDraft, now = Date.now()): Fault[] {
  const { earlier, from, until } = draft.written;
  if (!earlier) return [];
  const start = new Date(from).getTime();
  if (Number.isNaN(start)) return [{ id: 'from', key: 'report.when.needed' }];
  if (start > now) return [{ id: 'from', key: 'report.when.future' }];
  const end = until ? new Date(until).getTime() : start;
  if (end > now) return [{ id: 'until', key: 'report.when.future' }];
  return end < start ? [{ id: 'until', key: 'report.when.order' }] : [];
}

/** Behaviour before appearance: a description that says only what somebody looks like is not accepted. */
export function faultsOfPeople(draft: ReportDraft): Fault[] {
  return draft.written.people.flatMap((person, index) => {
    const said = Object.values(person).some((value) => value?.trim());
    const fault: Fault = { id: `behaviour-${index}`, key: 'report.people.behaviourNeeded', params: { n: index + 1 } };
    return said && person.behaviour.trim().length < 3 ? [fault] : [];
  });
}

export function faultsOfContact(draft: ReportDraft): Fault[] {
  if (draft.written.naming !== 'contact') return [];
  const { phone, email } = draft.written.contact;
  const faults: Fault[] = [];
  if (!phone.trim() && !email.trim()) faults.push({ id: 'phone', key: 'report.contact.needed' });
  if (phone.trim() && !/^\+?[\d\s()-]{6,20}$/.test(phone.trim())) faults.push({ id: 'phone', key: 'report.contact.badPhone' });
  if (email.trim() && !/^\S+@\S+\.\S+$/.test(email.trim())) faults.push({ id: 'email', key: 'report.contact.badEmail' });
  return faults;
}
