/** A table of people on its way in: read by the server first, taken over only when every line is understood. */

import { api } from '$lib/api/client';
import { Task } from '$lib/api/task.svelte';
import type { Carried } from './types';

export class ImportState {
  readonly brigadeId: string;
  readonly task = new Task();
  #file: File | null = null;
  /** What the server understood and what it refuses; null until a file was read. */
  preview = $state.raw<Carried | null>(null);

  constructor(brigadeId: string) {
    this.brigadeId = brigadeId;
  }

  async read(file: File): Promise<void> {
    this.#file = file;
    this.preview = null;
    this.preview = (await this.#send(file, true)) ?? null;
  }

  /** Take it over; what came, or undefined where it was refused. */
  async take(): Promise<Carried | undefined> {
    return this.#file ? this.#send(this.#file, false) : undefined;
  }

  #send(file: File, dryRun: boolean): Promise<Carried | undefined> {
    const form = new FormData();
    form.append('file', file);
    form.append('dry_run', String(dryRun));
    return this.task.run(() => api.upload<Carried>(`/brigades/${this.brigadeId}/members/import`, form));
  }
}
