/**
 * *I can* and *I can't*, kept on the phone until the server has them. Each word has an id made here, so that sent
 * again it is one word; it goes with how long ago it was said, so that of two the one said later counts. What is
 * taken back before a first try has never been said.
 */

import { call } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import { newId } from '$lib/offline/ids';
import type { MyTime, Word } from './types';

interface Say extends Word {
  do: 'say';
  /** When it was said (ms). */
  at: number;
  /** It may have reached the server though no answer came. */
  tried?: boolean;
}
type Step = Say | { do: 'back'; id: string };

const KEPT = 'varta.said:';
const PATIENCE_MS = 10_000;
const FIRST_WAIT_MS = 1_500;
const LONGEST_WAIT_MS = 15_000;
const OLDEST_MS = 7 * 24 * 60 * 60_000;
/** The page is older than the server's token: the next request brings a fresh one. */
const STALE_PAGE = 'auth.csrf';
const MISSING = 404;

export class SaidBox {
  waiting = $state.raw<readonly Step[]>([]);
  /** A first try has failed. */
  delayed = $state(false);
  /** The server's words where it refused. */
  refusal = $state('');
  #sending = false;
  #failures = 0;
  #again: ReturnType<typeof setTimeout> | undefined;

  /** Kept for one person: another who signs in here finds nothing. `onsent` hears what stands now. */
  constructor(
    readonly person: string,
    readonly onsent: (time: MyTime) => void
  ) {}

  /** What was done here last and is not with the server yet. */
  get last(): Step | undefined {
    return this.waiting.at(-1);
  }

  start(): void {
    this.waiting = this.#read();
    this.delayed = this.waiting.length > 0;
    addEventListener('online', this.#flush);
    document.addEventListener('visibilitychange', this.#flush);
    void this.#flush();
  }

  stop(): void {
    clearTimeout(this.#again);
    removeEventListener('online', this.#flush);
    document.removeEventListener('visibilitychange', this.#flush);
  }

  /** Say it, in place of the word that stood; the id to take it back by. */
  say(available: boolean, until: Date, instead?: string): string {
    const word: Say = { do: 'say', id: newId(), available, until: until.toISOString(), at: Date.now() };
    this.#go([...this.#without(instead), word]);
    return word.id;
  }

  /** Let it be as if the word had not been said. */
  takeBack = (id: string): void => this.#go(this.#without(id));

  #without(id: string | undefined): Step[] {
    if (!id) return [...this.waiting];
    const untried = this.waiting.some((one) => one.do === 'say' && one.id === id && !one.tried);
    return untried ? this.waiting.filter((one) => one.id !== id) : [...this.waiting, { do: 'back', id }];
  }

  #go(steps: readonly Step[]): void {
    this.refusal = '';
    this.#failures = 0;
    this.#keep(steps);
    void this.#flush();
  }

  /** Send what waits, in order, one request at a time. */
  #flush = async (): Promise<void> => {
    clearTimeout(this.#again);
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (let one = this.waiting[0]; one; one = this.waiting[0]) {
        if (!(await this.#send(one))) break;
        this.#keep(this.waiting.filter(({ id, do: step }) => id !== one?.id || step !== one.do));
      }
    } finally {
      this.#sending = false;
    }
  };

  /** Whether it is done with: taken, or refused for good. */
  async #send(one: Step): Promise<boolean> {
    if (one.do === 'say') this.#keep(this.waiting.map((step) => (step === one ? { ...one, tried: true } : step)));
    try {
      const time = await call<MyTime>('POST', ...this.#request(one));
      this.onsent(time);
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      if (problem.temporary || problem.code === STALE_PAGE) return this.#later();
      if (one.do === 'say' || problem.status !== MISSING) this.refusal = problem.message;
    }
    return true;
  }

  #request(one: Step): [string, { body: unknown; signal: AbortSignal }] {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    if (one.do === 'back') return [`/me/time/say/${one.id}/take-back`, { body: {}, signal }];
    const ago_s = Math.max(0, Math.round((Date.now() - one.at) / 1000));
    return ['/me/time/say', { body: { id: one.id, available: one.available, until: one.until, ago_s }, signal }];
  }

  #later(): false {
    this.delayed = true;
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#failures++);
    this.#again = setTimeout(() => void this.#flush(), wait);
    return false;
  }

  #keep(steps: readonly Step[]): void {
    this.waiting = steps;
    if (steps.length) return localStorage.setItem(KEPT + this.person, JSON.stringify(steps));
    localStorage.removeItem(KEPT + this.person);
    this.delayed = false;
  }

  /** What is too old to be worth saying is let go. */
  #read(): Step[] {
    const text = localStorage.getItem(KEPT + this.person);
    const kept = text ? (JSON.parse(text) as Step[]) : [];
    return kept.filter((one) => one.do === 'back' || Date.now() - one.at < OLDEST_MS);
  }
}
