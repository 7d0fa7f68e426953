/** A brigade's people: the matrix of papers, the applications, and one record that is open. */

import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import type { components } from '$lib/api/schema.gen';
import { showError } from '$lib/ui/showError';

type Schemas = components['schemas'];
export type Row = Schemas['MatrixRowOut'];
export type Cell = Schemas['CellOut'];
export type Applicant = Schemas['ApplicantOut'];
export type Record = Schemas['RecordOut'];
export type Qualification = Schemas['QualificationOut'];
export type Carried = Schemas['CarriedOut'];

export const GATES = ['adult', 'medical', 'insurance', 'basic_training'] as const;

export class MembersState {
  readonly brigadeId: string;
  rows = $state.raw<Row[]>([]);
  applicants = $state.raw<Applicant[]>([]);
  catalogue = $state.raw<Qualification[]>([]);
  record = $state.raw<Record | null>(null);
  loading = $state(true);
  error = $state.raw<ApiError | null>(null);
  working = $state<string | null>(null);
  /** Only people with a paper that has lapsed or lapses soon. */
  lapsing = $state(false);

  constructor(brigadeId: string) {
    this.brigadeId = brigadeId;
  }

  /** Qualifications that anybody here holds or held, in the catalogue's order. */
  readonly columns = $derived(
    this.catalogue.filter(({ code }) => this.rows.some((row) => row.skills[code] && row.skills[code].light !== 'none'))
  );
  readonly shown = $derived(this.lapsing ? this.rows.filter(lapses) : this.rows);

  async load(): Promise<void> {
    this.loading = true;
    this.error = null;
    try {
      [this.rows, this.applicants, this.catalogue] = await Promise.all([
        api.get<Row[]>(`/brigades/${this.brigadeId}/members`),
        api.get<Applicant[]>(`/brigades/${this.brigadeId}/applications`),
        api.get<Qualification[]>('/qualifications')
      ]);
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.error = problem;
    } finally {
      this.loading = false;
    }
  }

  open = (memberId: string): Promise<boolean> =>
    this.#do(memberId, async () => {
      this.record = await api.get<Record>(`/members/${memberId}`);
    });

  move = (memberId: string, to: string, reason = ''): Promise<boolean> =>
    this.#change(memberId, () => api.post<Record>(`/members/${memberId}/move`, { to, reason }));

  recordGate = (memberId: string, kind: string, start: string, end: string): Promise<boolean> =>
    this.#change(memberId, () => api.post(`/members/${memberId}/gates`, { kind, ...stretch(start, end) }));

  qualify = (memberId: string, code: string, start: string, end: string, number: string): Promise<boolean> =>
    this.#change(memberId, () =>
      api.post(`/members/${memberId}/qualifications`, { code, number, ...stretch(start, end) })
    );

  revoke = (memberId: string, grantId: string, reason: string): Promise<boolean> =>
    this.#change(memberId, () => api.post(`/qualification-grants/${grantId}/revoke`, { reason }));

  async #change(memberId: string, work: () => Promise<unknown>): Promise<boolean> {
    const done = await this.#do(memberId, work);
    if (!done) return false;
    if (this.record?.id === memberId) await this.open(memberId);
    await this.load();
    return true;
  }

  async #do(what: string, work: () => Promise<unknown>): Promise<boolean> {
    this.working = what;
    try {
      await work();
      return true;
    } catch (problem) {
      showError(problem);
      return false;
    } finally {
      this.working = null;
    }
  }
}

/** Days as the forms give them; what ends ends with the day's last instant. */
function stretch(start: string, end: string): { start: string; end: string | null } {
  const after = end ? new Date(`${end}T00:00`) : null;
  after?.setDate(after.getDate() + 1);
  return { start: new Date(`${start}T00:00`).toISOString(), end: after?.toISOString() ?? null };
}

function lapses(row: Row): boolean {
  return [...Object.values(row.gates), ...Object.values(row.skills)].some(
    (cell) => cell.light === 'soon' || cell.light === 'lapsed'
  );
}
