/** One run of the rota solver: asked for, followed, stopped, used. */

import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import { showError } from '$lib/ui/showError';
import { startOf, today } from './days';
import type { RotaState } from './rota.svelte';
import type { Held, Mode, Named, Pair, Proposal, Run, Used } from './types';

const LOOK_MS = 1000;

export class SolverState {
  weeks = $state('4');
  mode = $state<Mode>('fill');
  run = $state.raw<Run | null>(null);
  used = $state.raw<Used | null>(null);
  pairs = $state.raw<Pair[]>([]);
  #rota: RotaState;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(rota: RotaState) {
    this.#rota = rota;
  }

  readonly computing = $derived(this.run?.state === 'waiting' || this.run?.state === 'solving');
  readonly proposal = $derived((this.run?.result ?? {}) as Proposal);
  readonly usable = $derived(this.run?.state === 'done' || this.run?.state === 'cancelled');

  start(): void {
    void this.loadPairs();
    void this.#rota.do('run', () => this.#resume());
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** Leaving the page stops no run: it is come back to. */
  async #resume(): Promise<void> {
    this.#adopt(await api.get<Run | null>(`/brigades/${this.#rota.brigadeId}/rota/runs/latest`));
    if (this.run) this.mode = this.run.mode;
  }

  /** The shift of an id, as the run names it. */
  named = (id: string): Named | undefined => this.proposal.shifts?.[id];
  name = (userId: string): string => this.#rota.names.get(userId) ?? '';

  /** With `exceptions`, published duties that contradict one another stand as they are. */
  ask = (mode: Mode = this.mode, exceptions = false): Promise<boolean> =>
    this.#rota.do('solver', async () => {
      this.used = null;
      this.mode = mode;
      const asked = {
        start: new Date().toISOString(),
        end: startOf(today(this.#rota.zone), this.#rota.zone, Number(this.weeks) * 7),
        mode,
        exceptions
      };
      this.#adopt(await api.post<Run>(`/brigades/${this.#rota.brigadeId}/rota/runs`, asked));
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

  /** Take one of those who contradict off a duty, and have the rota computed again. */
  async takeOff(held: Held, reason: string): Promise<void> {
    if (await this.#rota.takeOff(held.assignment_id, reason)) await this.ask();
  }

  loadPairs = (): Promise<boolean> =>
    this.#rota.do('pairs', async () => {
      this.pairs = await api.get<Pair[]>(`/brigades/${this.#rota.brigadeId}/apart`);
    });

  keepApart = (one: string, two: string): Promise<boolean> =>
    this.#rota.do('pairs', async () => {
      this.pairs = await api.post<Pair[]>(`/brigades/${this.#rota.brigadeId}/apart`, { user_ids: [one, two] });
    });

  endApart = (pair: Pair): Promise<boolean> =>
    this.#rota.do(pair.id, async () => {
      this.pairs = await api.post<Pair[]>(`/apart/${pair.id}/end`);
    });

  /** Show the run, and while it is computed look at it again and again. */
  #adopt(run: Run | null): void {
    this.run = run;
    clearTimeout(this.#timer);
    if (this.computing && !this.#stopped) this.#timer = setTimeout(() => void this.#look(), LOOK_MS);
  }

  /** A look that fails for a while is made again: the run goes on meanwhile. A refusal is told and ends it. */
  async #look(): Promise<void> {
    if (!this.run) return;
    const { id } = this.run;
    try {
      const found = await api.get<Run>(`/rota/runs/${id}`);
      if (this.run.id === id) this.#adopt(found);
    } catch (problem) {
      if (problem instanceof ApiError && problem.temporary) this.#adopt(this.run);
      else showError(problem);
    }
  }
}