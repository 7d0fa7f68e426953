/** One check of a vehicle on the phone: what was marked is on disk until the server has it, and arrives once. */

import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import * as db from '$lib/offline/db';
import { newId } from '$lib/offline/ids';
import type { Answer, CheckLine, Vehicle } from './types';

const TRY_AGAIN_MS = 20_000;

interface Kept {
  id: string;
  /** What the check is called on the server, whatever often it is sent. */
  check: string;
  callSign: string;
  lines: CheckLine[];
  answers: Record<string, Answer>;
  begun: number;
  /** Finished, and only waiting for the network. */
  finished: boolean;
}

export class CheckState {
  callSign = $state('');
  lines = $state.raw<CheckLine[]>([]);
  answers = $state<Record<string, Answer>>({});
  loading = $state(true);
  error = $state.raw<ApiError | null>(null);
  busy = $state(false);
  waiting = $state(false);
  changed = $state(false);
  refusal = $state('');
  sent = $state(false);
  /** When a check that was found on the phone was begun. */
  resumed = $state<number | null>(null);
  #check = newId();
  #begun = Date.now();
  readonly #key: string;

  constructor(
    readonly brigade: string,
    readonly vehicle: string
  ) {
    this.#key = `check:${vehicle}`;
  }

  readonly left = $derived(this.lines.filter((line) => !(line.id && line.id in this.answers)).length);
  readonly bad = $derived(this.lines.filter((line) => line.id && this.answers[line.id]?.ok === false));

  /** Take up what lies on the phone, then the list as it is now; without a network what lies here will do. */
  async open(): Promise<void> {
    this.loading = true;
    this.error = null;
    const kept = await db.get<Kept>('drafts', this.#key).catch(() => undefined);
    if (kept) this.#resume(kept);
    try {
      await this.#fetch();
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      if (!kept || !problem.temporary) this.error = problem;
    }
    this.loading = false;
    if (kept?.finished) await this.send();
  }

  /** Send as soon as there is a way, as long as the page is open. */
  follow(): () => void {
    const look = () => {
      if (this.waiting) void this.send();
    };
    const timer = setInterval(look, TRY_AGAIN_MS);
    addEventListener('online', look);
    return () => {
      clearInterval(timer);
      removeEventListener('online', look);
    };
  }

  async mark(line: CheckLine, answer: Partial<Answer>): Promise<void> {
    if (!line.id) return;
    const before = this.answers[line.id] ?? { ok: true, counted: null, note: '' };
    this.answers[line.id] = answer.ok ? { ok: true, counted: null, note: '' } : { ...before, ...answer };
    await this.#keep(false);
  }

  async startOver(): Promise<void> {
    await db.remove('drafts', this.#key).catch(() => undefined);
    this.answers = {};
    this.#check = newId();
    this.#begun = Date.now();
    this.resumed = null;
    this.waiting = this.changed = false;
    this.refusal = '';
  }

  async send(): Promise<void> {
    if (this.busy || this.left > 0) return;
    this.busy = true;
    this.refusal = '';
    await this.#keep(true);
    try {
      await api.post(`/vehicles/${this.vehicle}/checks`, { id: this.#check, answers: $state.snapshot(this.answers) });
      await db.remove('drafts', this.#key).catch(() => undefined);
      this.waiting = false;
      this.sent = true;
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.waiting = problem.temporary;
      if (!problem.temporary) await this.#refused(problem);
    } finally {
      this.busy = false;
    }
  }

  async #refused(problem: ApiError): Promise<void> {
    this.refusal = Object.values(problem.fields)[0] ?? problem.message;
    if (problem.status !== 422) return;
    await this.#fetch().catch(() => undefined);
    if (this.changed) this.refusal = '';
    await this.#keep(false);
  }

  #resume(kept: Kept): void {
    this.#check = kept.check;
    this.#begun = kept.begun;
    this.callSign = kept.callSign;
    this.lines = kept.lines;
    this.answers = kept.answers;
    this.resumed = kept.begun;
  }

  async #fetch(): Promise<void> {
    const vehicles = await api.get<Vehicle[]>(`/brigades/${this.brigade}/vehicles`);
    const found = vehicles.find((one) => one.id === this.vehicle);
    if (!found) throw new ApiError(404, 'not_found', '');
    const now = new Set(found.check_list.map((line) => line.id));
    this.changed = this.lines.length > 0 && (this.lines.length !== now.size || this.lines.some((line) => !now.has(line.id)));
    this.callSign = found.call_sign;
    this.lines = found.check_list;
    this.answers = Object.fromEntries(Object.entries(this.answers).filter(([id]) => now.has(id)));
  }

  async #keep(finished: boolean): Promise<void> {
    const kept: Kept = {
      id: this.#key,
      check: this.#check,
      callSign: this.callSign,
      lines: $state.snapshot(this.lines),
      answers: $state.snapshot(this.answers),
      begun: this.#begun,
      finished
    };
    // Where the phone keeps nothing (private window), the page itself still does.
    await db.put('drafts', kept).catch(() => undefined);
  }
}
