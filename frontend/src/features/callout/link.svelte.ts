/** What the holder of an answer link sees: enough to decide. */

import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import { AnswerBox } from './answer.svelte';
import type { Link, Mine } from './types';

const AGAIN_MS = 20_000;

export class LinkState {
  told = $state.raw<Link | null>(null);
  error = $state.raw<ApiError | null>(null);
  readonly box: AnswerBox;
  readonly #path: string;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(token: string) {
    this.#path = `/answers/${token}`;
    this.box = new AnswerBox(this.#path, (answer: { mine: Mine }) => {
      if (this.told) this.told = { ...this.told, mine: answer.mine };
    });
  }

  start(): void {
    void this.load();
    this.box.start();
    this.#timer = setInterval(() => void this.load(), AGAIN_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.box.stop();
  }

  load = async (): Promise<void> => {
    try {
      this.told = await api.get<Link>(this.#path);
      this.error = null;
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.error = problem;
      if (!problem.temporary) this.told = null;
    }
  };
}
