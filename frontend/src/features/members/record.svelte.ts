/** One member's whole record: where they stand, how to reach them, and their papers. */

import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import { showError } from '$lib/ui/showError';
import { toasts } from '$lib/ui/toasts.svelte';
import type { Contact, MemberRecord, MemberState, Qualification } from './types';

type Paper = 'gates' | 'qualification-grants';
/** Forms that show themselves what was refused; anything else is told at the foot of the page. */
type Form = 'details' | 'contact' | 'paper';
const FORMS = new Set<string>(['details', 'contact', 'paper']);
interface Stretch {
  start: string;
  end: string | null;
}

export class RecordState {
  readonly memberId: string;
  record = $state.raw<MemberRecord | null>(null);
  catalogue = $state.raw<Qualification[]>([]);
  error = $state.raw<ApiError | null>(null);
  /** What is being done; empty while nothing is. */
  working = $state('');
  #refusal = $state.raw<{ of: string; error: ApiError } | null>(null);
  /** Undefined until somebody has asked to see it. */
  contact = $state.raw<Contact | null | undefined>(undefined);

  constructor(memberId: string) {
    this.memberId = memberId;
  }

  /** What was refused of this form, by field. */
  refusedOf = (form: Form): Record<string, string> => (this.#refusal?.of === form ? this.#refusal.error.fields : {});

  may = (verb: string): boolean => this.record?.may.includes(verb) ?? false;

  async load(): Promise<void> {
    this.error = null;
    try {
      [this.record, this.catalogue] = await Promise.all([
        api.get<MemberRecord>(this.#path()),
        api.get<Qualification[]>('/qualifications')
      ]);
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.error = problem;
    }
  }

  move = (to: MemberState, reason = ''): Promise<boolean> =>
    this.#adopt('move', () => api.post<MemberRecord>(this.#path('/move'), { to, reason }));

  leave = (reason: string): Promise<boolean> =>
    this.#adopt('leave', () => api.post<MemberRecord>(this.#path('/leave'), { reason }));

  setKind = (kind: string): Promise<boolean> =>
    this.#adopt('kind', () => api.post<MemberRecord>(this.#path('/kind'), { kind }));

  setRecord = (phone: string, languages: string[], travelMinutes: number): Promise<boolean> =>
    this.#adopt('details', () =>
      api.put<MemberRecord>(this.#path('/record'), { phone, languages, travel_minutes: travelMinutes })
    );

  recordGate = (kind: string, days: Stretch): Promise<boolean> =>
    this.#change('paper', () => api.post(this.#path('/gates'), { kind, ...days }));

  qualify = (code: string, days: Stretch, number: string, issuer: string): Promise<boolean> =>
    this.#change('paper', () => api.post(this.#path('/qualifications'), { code, number, issuer, ...days }));

  revoke = (paper: Paper, id: string, reason: string): Promise<boolean> =>
    this.#change(id, () => api.post(`/${paper}/${id}/revoke`, { reason }));

  addScan = (paper: Paper, id: string, file: File): Promise<boolean> =>
    this.#change(id, () => {
      const form = new FormData();
      form.append('file', file);
      return api.upload(`/${paper}/${id}/evidence`, form);
    });

  /** The chief's look is recorded by the server. */
  askContact = (): Promise<boolean> =>
    this.#do('contact', async () => {
      this.contact = await api.get<Contact | null>(this.#path('/emergency-contact'));
    });

  setContact = (contact: Contact): Promise<boolean> =>
    this.#do('contact', async () => {
      this.contact = await api.put<Contact>(this.#path('/emergency-contact'), contact);
    });

  #path(rest = ''): string {
    return `/members/${this.memberId}${rest}`;
  }

  #adopt = (what: string, work: () => Promise<MemberRecord>): Promise<boolean> =>
    this.#do(what, async () => {
      this.record = await work();
    });

  #change = (what: string, work: () => Promise<unknown>): Promise<boolean> =>
    this.#do(what, async () => {
      await work();
      this.record = await api.get<MemberRecord>(this.#path());
    });

  async #do(what: string, work: () => Promise<void>): Promise<boolean> {
    this.working = what;
    this.#refusal = null;
    try {
      await work();
      return true;
    } catch (problem) {
      const [first] = problem instanceof ApiError ? Object.values(problem.fields) : [];
      if (first === undefined) showError(problem);
      else if (FORMS.has(what)) this.#refusal = { of: what, error: problem as ApiError };
      else toasts.show(first, { tone: 'bad' });
      return false;
    } finally {
      this.working = '';
    }
  }
}
