/** Calling a brigade out by hand: what, where, and what that will do. */

import { goto } from '$app/navigation';
import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import { newId } from '$lib/offline/ids';
import type { Done, Forecast } from './types';

export class StartState {
  category = $state<string | null>(null);
  place = $state('');
  pin = $state.raw<{ lon: number; lat: number } | null>(null);
  forecast = $state.raw<Forecast | null>(null);
  busy = $state(false);
  refusal = $state('');
  /** Sent again after a lost answer it is the same call-out. */
  readonly #id = newId();

  constructor(readonly brigadeId: string) {}

  readonly complete = $derived(this.category !== null && this.place.trim() !== '');

  async look(category: string): Promise<void> {
    this.category = category;
    this.forecast = null;
    try {
      const told = await api.get<Forecast>('/callouts/forecast', { brigade_id: this.brigadeId, category });
      if (this.category === category) this.forecast = told;
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.refusal = problem.message;
    }
  }

  /** Call out and go to the board; false where it was refused. */
  async send(incident_id: string | null = null): Promise<boolean> {
    this.busy = true;
    this.refusal = '';
    try {
      const done = await api.post<Done>('/callouts', {
        id: this.#id,
        brigade_id: this.brigadeId,
        category: this.category,
        place: this.place.trim(),
        ...this.pin,
        incident_id
      });
      await goto(`/brigade/callout/${done.id}`);
      return true;
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.refusal = Object.values(problem.fields)[0] ?? problem.message;
      return false;
    } finally {
      this.busy = false;
    }
  }
}
