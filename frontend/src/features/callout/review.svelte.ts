/** A call-out replayed from its log: the board as it was after each line. */

import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import { isHead, isMark, isTurnout, type Item, type Log, type Replay, type View } from './types';

export class ReviewState implements View {
  number = $state(1);
  last = $state(1);
  log = $state.raw<Log | null>(null);
  error = $state.raw<ApiError | null>(null);
  loading = $state(true);
  #items = $state.raw<readonly Item[]>([]);
  readonly #kept = new Map<number, readonly Item[]>();

  constructor(readonly id: string) {}

  readonly head = $derived(this.#items.find(isHead) ?? null);
  readonly people = $derived(this.#items.filter(isTurnout));
  readonly marks = $derived(this.#items.filter(isMark).sort((a, b) => a.rev - b.rev));

  /** When the line was written: the newest moment the board of that line knows of. */
  get now(): number {
    const moments = [
      ...this.marks.map((one) => one.at),
      ...this.people.flatMap((one) => [one.paged_at, one.answered_at ?? one.paged_at])
    ];
    return Math.max(0, ...moments.map((at) => Date.parse(at)));
  }

  async load(): Promise<void> {
    this.error = null;
    this.loading = true;
    this.#kept.clear();
    try {
      this.log = await api.get<Log>(`/callouts/${this.id}/log`);
      this.last = this.log.last;
      await this.go(this.number);
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.error = problem;
    } finally {
      this.loading = false;
    }
  }

  /** Show the board after this line; its neighbours are fetched so that the next step is at once. */
  async go(number: number): Promise<void> {
    const wanted = Math.min(Math.max(1, number), this.last);
    this.number = wanted;
    const items = await this.#board(wanted);
    if (items && this.number === wanted) this.#items = items;
    if (wanted < this.last) void this.#board(wanted + 1);
  }

  async #board(number: number): Promise<readonly Item[] | null> {
    const kept = this.#kept.get(number);
    if (kept) return kept;
    try {
      const told = await api.get<Replay>(`/callouts/${this.id}/replay`, { number });
      const items = told.items.map((one) => one.data as unknown as Item);
      this.#kept.set(number, items);
      this.error = null;
      return items;
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.error = problem;
      return null;
    }
  }
}
