/** One call-out, live: its board, and what I may do with it. */

import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import type { EventFrame, Snapshot } from '$lib/live/protocol';
import { LiveStore } from '$lib/live/store.svelte';
import { newId } from '$lib/offline/ids';
import { session } from '$lib/session.svelte';
import { second } from './second.svelte';
import {
  isHead,
  isMark,
  isTurnout,
  type Board,
  type Done,
  type Item,
  type Mine,
  type Said,
  type View,
  type Water
} from './types';

const GATHER_MS = 60;

export class BoardState implements View {
  allowed = $state.raw<readonly string[]>([]);
  mine = $state.raw<Mine | null>(null);
  water = $state.raw<readonly Water[]>([]);
  /** Verb under way. */
  busy = $state<string | null>(null);
  refusal = $state('');
  /** When the board was last known to be true (ms). */
  heardAt = $state(0);
  /** The server's clock against this one's (ms). */
  #ahead = $state(0);
  #rights = '';
  #asking: ReturnType<typeof setTimeout> | undefined;
  readonly #store: LiveStore<Item>;

  constructor(readonly id: string) {
    this.#store = new LiveStore<Item>({
      snapshot: () => this.#snapshot(),
      onEvent: (frame) => this.#heard(frame)
    });
  }

  readonly head = $derived.by(() => this.#store.items.find(isHead) ?? null);
  readonly people = $derived.by(() => this.#store.items.filter(isTurnout));
  readonly marks = $derived.by(() => this.#store.items.filter(isMark).sort((a, b) => a.rev - b.rev));
  readonly loading = $derived.by(() => this.#store.loading);
  readonly error = $derived.by(() => this.#store.error);
  readonly me = $derived(this.people.find((one) => one.user_id === session.person?.id));

  get now(): number {
    return second.now + this.#ahead;
  }

  may(verb: string): boolean {
    return this.allowed.includes(verb);
  }

  start = () => this.#store.start();
  reload = () => this.#store.reload();

  stop(): void {
    clearTimeout(this.#asking);
    this.#store.stop();
  }

  async #snapshot(): Promise<Snapshot<Item>> {
    const board = await api.get<Board>(`/callouts/${this.id}`);
    this.#ahead = Date.parse(board.at) - Date.now();
    this.#own(board);
    this.#rights = '';
    return board as unknown as Snapshot<Item>;
  }

  #own(told: Pick<Done, 'allowed_actions' | 'mine'> & { water?: readonly Water[] }): void {
    this.allowed = told.allowed_actions;
    this.mine = told.mine;
    if (told.water) this.water = told.water;
    this.heardAt = Date.now();
  }

  /** What I may do follows from how the call-out and I stand: ask again when that has changed. */
  #heard(frame: EventFrame<Item>): void {
    this.heardAt = Date.now();
    if (frame.subject.startsWith('mark:')) return;
    const rights = [this.head?.state, this.head?.viable, this.me?.state, this.me?.stood_down].join();
    if (rights === this.#rights) return;
    this.#rights = rights;
    clearTimeout(this.#asking);
    this.#asking = setTimeout(() => void this.#ask(), GATHER_MS);
  }

  async #ask(): Promise<void> {
    try {
      this.#own(await api.get<Board>(`/callouts/${this.id}`));
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.#rights = '';
    }
  }

  adopt = (told: { mine: Mine }): void => {
    this.mine = told.mine;
  };

  /** Do it; false where it was refused (the words are in `refusal`). */
  async act(verb: string, path: string, body: Record<string, unknown> = {}): Promise<boolean> {
    this.busy = verb;
    this.refusal = '';
    try {
      this.#own(await api.post<Done>(`/callouts/${this.id}/${path}`, body));
      return true;
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.refusal = Object.values(problem.fields)[0] ?? problem.message;
      return false;
    } finally {
      this.busy = null;
    }
  }

  mark = (said: Said, text = ''): Promise<boolean> => this.act(said, 'marks', { id: newId(), said, text });
}
