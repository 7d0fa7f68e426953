/** The brigade whose desk is open: who it is and what I may do there. */

import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import { session } from '$lib/session.svelte';
import type { Brigade } from './types';

export type Verb = 'administer' | 'command' | 'serve';

export class BrigadeState {
  brigade = $state.raw<Brigade | null>(null);
  loading = $state(true);
  error = $state.raw<ApiError | null>(null);
  #wanted = '';

  get commands(): boolean {
    return this.may('command');
  }

  /** Whose clock the brigade's hours are by. */
  get zone(): string {
    return this.brigade?.time_zone ?? session.zone;
  }

  may(verb: Verb): boolean {
    return this.brigade?.may.includes(verb) ?? false;
  }

  async open(id: string): Promise<void> {
    if (id !== this.#wanted) this.brigade = null;
    this.#wanted = id;
    this.loading = true;
    this.error = null;
    try {
      const found = await api.get<Brigade>(`/brigades/${id}`);
      if (id === this.#wanted) this.brigade = found;
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      if (id === this.#wanted) this.error = problem;
    } finally {
      this.loading = false;
    }
  }

  /** What an action answered is what stands now. */
  adopt(brigade: Brigade): void {
    if (brigade.id === this.#wanted) this.brigade = brigade;
  }
}

/** One desk is open at a time; its pages share it. */
export const desk = new BrigadeState();
