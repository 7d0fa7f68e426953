/** The ledger of hours over a period: everybody's for the chief, one's own for each. */

import { address, api } from '$lib/api/client';
import { Task } from '$lib/api/task.svelte';
import { i18n } from '$lib/i18n/index.svelte';
import { type Days, dayOf, monthOf, windowOf } from './period';
import type { Interval, LedgerLine, MyHours, PersonHours } from './types';

/** One line as both faces show it. */
export interface Line {
  id: string;
  kind: LedgerLine['kind'];
  start: string;
  end: string;
  counts: number;
  note: string;
  corrections: { minutes: number; note: string }[];
}

export class HoursState {
  days = $state<Days>({ first: '', last: '' });
  people = $state.raw<PersonHours[] | null>(null);
  intervals = $state.raw<Interval[]>([]);
  /** Whose entries are open. */
  person = $state.raw<PersonHours | null>(null);
  lines = $state.raw<Line[] | null>(null);
  readonly list = new Task();
  readonly ledger = new Task();
  readonly correction = new Task();

  constructor(
    readonly brigade: string,
    readonly zone: string,
    readonly commands: boolean
  ) {
    this.days = monthOf(dayOf(Date.now(), zone));
  }

  readonly wrong = $derived(!this.days.first || !this.days.last || this.days.last < this.days.first);

  async load(): Promise<void> {
    if (this.wrong) return;
    if (!this.commands) return this.#loadMine();
    const span = windowOf(this.days, this.zone);
    const found = await this.list.run(() =>
      Promise.all([
        api.get<PersonHours[]>(`/brigades/${this.brigade}/hours`, span),
        api.get<Interval[]>(`/brigades/${this.brigade}/intervals`, span)
      ])
    );
    if (!found) return;
    [this.people, this.intervals] = found;
    if (this.person) await this.open(this.people.find((one) => one.user_id === this.person?.user_id) ?? null);
  }

  async open(person: PersonHours | null): Promise<void> {
    if (person?.user_id !== this.person?.user_id) this.lines = null;
    this.person = person;
    if (!person) return;
    const query = { ...windowOf(this.days, this.zone), user_id: person.user_id };
    const found = await this.ledger.run(() => api.get<LedgerLine[]>(`/brigades/${this.brigade}/hours/lines`, query));
    if (found) this.lines = found;
  }

  async correct(line: Line, minutes: number, note: string): Promise<boolean> {
    const done = await this.correction.run(() => api.post(`/hours/${line.id}/correct`, { minutes, note }));
    if (done) await this.load();
    return done !== undefined;
  }

  /** Where the period's papers are taken from. */
  paper(name: 'report.pdf' | 'report.csv' | 'intervals.csv'): string {
    return address(`/brigades/${this.brigade}/${name}`, { ...windowOf(this.days, this.zone), language: i18n.language });
  }

  certificate = (line: Line): string => address(`/hours/${line.id}/certificate.pdf`, { language: i18n.language });

  async #loadMine(): Promise<void> {
    const mine = await this.list.run(() => api.get<MyHours>('/me/hours'));
    if (!mine) return;
    const { start, end } = windowOf(this.days, this.zone);
    const here = mine.lines.filter((line) => line.brigade_id === this.brigade && line.start >= start && line.start < end);
    this.lines = here
      .filter((line) => !line.corrects)
      .map((line) => {
        const corrections = here.filter((one) => one.corrects === line.id);
        return { ...line, corrections, counts: corrections.reduce((sum, one) => sum + one.minutes, line.minutes) };
      });
  }
}
