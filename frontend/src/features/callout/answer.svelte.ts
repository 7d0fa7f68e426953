/**
 * My answer to a page, kept on the phone until the server has it. Each has an id made here, so that sent again
 * it is one answer. A later answer takes the place of one that has not gone yet.
 */

import { call } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import { newId } from '$lib/offline/ids';
import type { Mine, Reply } from './types';

interface Kept {
  id: string;
  reply: Reply;
  minutes: number;
  /** When it was said (ms): the minutes count from then. */
  at: number;
}

const KEPT = 'varta.answer:';
const PATIENCE_MS = 10_000;
const FIRST_WAIT_MS = 1_500;
const LONGEST_WAIT_MS = 15_000;
const OLDEST_MS = 12 * 60 * 60_000;
/** The page is older than the server's token: the next request brings a fresh one. */
const STALE_PAGE = 'auth.csrf';

export class AnswerBox {
  /** Said, and not with the server yet. */
  waiting = $state.raw<Kept | null>(null);
  sending = $state(false);
  /** A first try has failed. */
  delayed = $state(false);
  /** The server's words where it refused. */
  refusal = $state('');
  #failures = 0;
  #again: ReturnType<typeof setTimeout> | undefined;

  /** `path` is the door the answer goes through; `onsent` hears what stands now. */
  constructor(
    readonly path: string,
    readonly onsent: (answer: { mine: Mine }) => void
  ) {}

  start(): void {
    this.waiting = this.#read();
    this.delayed = this.waiting !== null;
    addEventListener('online', this.#flush);
    document.addEventListener('visibilitychange', this.#flush);
    void this.#flush();
  }

  stop(): void {
    clearTimeout(this.#again);
    removeEventListener('online', this.#flush);
    document.removeEventListener('visibilitychange', this.#flush);
  }

  say(reply: Reply, minutes = 0): void {
    this.refusal = '';
    this.#failures = 0;
    this.#keep({ id: newId(), reply, minutes, at: Date.now() });
    void this.#flush();
  }

  /** Send what waits; one request at a time, so that a later answer never overtakes an earlier one. */
  #flush = async (): Promise<void> => {
    clearTimeout(this.#again);
    if (this.sending) return;
    this.sending = true;
    try {
      while (this.waiting && (await this.#send(this.waiting)));
    } finally {
      this.sending = false;
    }
  };

  /** Whether to go on with what waits now. */
  async #send(one: Kept): Promise<boolean> {
    const passed = Math.floor((Date.now() - one.at) / 60_000);
    const body = { id: one.id, reply: one.reply, minutes: Math.max(0, one.minutes - passed) };
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const done = await call<{ mine: Mine }>('POST', this.path, { body, signal });
      this.onsent(done);
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      if (problem.temporary || problem.code === STALE_PAGE) return this.#later(one);
      if (this.waiting === one) this.refusal = problem.message;
    }
    if (this.waiting === one) this.#keep(null);
    return true;
  }

  #later(one: Kept): boolean {
    this.delayed = true;
    if (this.waiting !== one) return true;
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#failures++);
    this.#again = setTimeout(() => void this.#flush(), wait);
    return false;
  }

  #keep(one: Kept | null): void {
    this.waiting = one;
    if (one) localStorage.setItem(KEPT + this.path, JSON.stringify(one));
    else {
      localStorage.removeItem(KEPT + this.path);
      this.delayed = false;
    }
  }

  #read(): Kept | null {
    const text = localStorage.getItem(KEPT + this.path);
    const kept = text ? (JSON.parse(text) as Kept) : null;
    return kept && Date.now() - kept.at < OLDEST_MS ? kept : null;
  }
}
