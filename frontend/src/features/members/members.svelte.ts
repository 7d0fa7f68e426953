/** A brigade's people: the matrix of papers with its filters, and the applications. */

import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import { showError } from '$lib/ui/showError';
import type { Applicant, Cell, MemberRecord, MemberState, Qualification, Row } from './types';

const LAPSING = new Set(['due', 'soon', 'lapsed']);
const HELD = new Set(['valid', 'due', 'soon']);

export class MembersState {
  readonly brigadeId: string;
  rows = $state.raw<Row[]>([]);
  applicants = $state.raw<Applicant[]>([]);
  catalogue = $state.raw<Qualification[]>([]);
  loading = $state(true);
  error = $state.raw<ApiError | null>(null);
  working = $state<string | null>(null);
  /** Only people with a paper that has lapsed or lapses within 90 days. */
  lapsing = $state(false);
  /** Only people a call-out may page now. */
  paged = $state(false);
  /** Only people who hold this qualification; empty for all. */
  skill = $state('');

  constructor(brigadeId: string) {
    this.brigadeId = brigadeId;
  }

  /** Qualifications that anybody here holds or held, in the catalogue's order. */
  readonly columns = $derived(
    this.catalogue.filter(({ code }) => this.rows.some((row) => row.skills[code] && row.skills[code].light !== 'none'))
  );
  readonly shown = $derived(
    this.rows.filter(
      (row) =>
        (!this.lapsing || cellsOf(row).some((cell) => LAPSING.has(cell.light))) &&
        (!this.paged || row.pageable) &&
        (!this.skill || HELD.has(row.skills[this.skill]?.light ?? 'none'))
    )
  );

  nameOf = (code: string): string => this.catalogue.find((one) => one.code === code)?.name ?? code;

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

  /** Move an applicant on; true when it is done. */
  async move(memberId: string, to: MemberState, reason = ''): Promise<boolean> {
    this.working = memberId;
    try {
      await api.post<MemberRecord>(`/members/${memberId}/move`, { to, reason });
      await this.load();
      return true;
    } catch (problem) {
      showError(problem);
      return false;
    } finally {
      this.working = null;
    }
  }
}

function cellsOf(row: Row): Cell[] {
  return [...Object.values(row.gates), ...Object.values(row.skills)];
}
