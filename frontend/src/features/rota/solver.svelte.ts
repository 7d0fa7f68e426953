/** One run of the rota solver: asked for, followed, stopped, used. */

import { api } from '$lib/api/client';
import { plus } from './days';
import type { RotaState } from './rota.svelte';
import type { Proposal, Run, Used } from './types';

const LOOK_MS = 1000;

export class SolverState {
  weeks = $state('4');
  run = $state.raw<Run | null>(null);
  used = $state.raw<Used | null>(null);
  #rota: RotaState;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(rota: RotaState) {
    this.#rota = rota;
  }

  readonly computing = $derived(this.run?.state === 'waiting' || this.run?.state === 'solving');
  readonly proposal = $derived((this.run?.result ?? {}) as Proposal);
  readonly usable = $derived(this.run?.state === 'done' || this.run?.state === 'cancelled');

  stop = (): void => clearTimeout(this.#timer);

  ask = (): Promise<boolean> =>
    this.#rota.do('solver', async () => {
      this.used = null;
      const start = new Date();
      this.run = await api.post<Run>(`/brigades/${this.#rota.brigadeId}/rota/runs`, {
        start: start.toISOString(),
        end: plus(start, Number(this.weeks) * 7).toISOString()
      });
      this.#follow();
    });

  cancel = (): Promise<boolean> =>
    this.#rota.do('solver', async () => {
      if (this.run) this.run = await api.post<Run>(`/rota/runs/${this.run.id}/cancel`);
    });

  use = (): Promise<boolean> =>
    this.#rota.do('solver', async () => {
      if (!this.run) return;
      this.used = await api.post<Used>(`/rota/runs/${this.run.id}/use`);
      this.run = await api.get<Run>(`/rota/runs/${this.run.id}`);
      await this.#rota.retry();
    });

  #follow(): void {
    this.#timer = setTimeout(() => void this.#look(), LOOK_MS);
  }

  async #look(): Promise<void> {
    const id = this.run?.id;
    if (!id) return;
    await this.#rota.do('look', async () => {
      this.run = await api.get<Run>(`/rota/runs/${id}`);
    });
    if (this.computing) this.#follow();
  }
}
