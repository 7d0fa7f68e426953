/** The tree of areas, and bringing in more of it from a file. */

import { api } from '$lib/api/client';
import { Task } from '$lib/api/task.svelte';
import type { AreaRow, ImportReport } from './types';

export class AreasState {
  path = $state.raw<AreaRow[]>([]);
  rows = $state.raw<AreaRow[]>([]);
  report = $state.raw<ImportReport | null>(null);
  readonly list = new Task();
  readonly change = new Task();
  readonly bring = new Task();

  readonly here = $derived(this.path.at(-1) ?? null);

  async load(): Promise<void> {
    const rows = await this.list.run(() => api.get<AreaRow[]>('/areas/tree', { parent: this.here?.id }));
    this.rows = rows ?? [];
  }

  async into(area: AreaRow): Promise<void> {
    this.path = [...this.path, area];
    await this.load();
  }

  async back(depth: number): Promise<void> {
    this.path = this.path.slice(0, depth);
    await this.load();
  }

  async serve(area: AreaRow, served: boolean): Promise<void> {
    const row = await this.change.run(() => api.patch<AreaRow>(`/areas/${area.id}`, { served }));
    if (row) this.rows = this.rows.map((one) => (one.id === row.id ? row : one));
    else await this.load();
  }

  /** Read the file; nothing is written in a dry run. */
  async bringIn(file: File, kind: string, dryRun: boolean): Promise<void> {
    const query = new URLSearchParams({ kind, dry_run: String(dryRun) });
    if (this.here) query.set('parent_id', this.here.id);
    const form = new FormData();
    form.set('file', file);
    this.report =
      (await this.bring.run(() => api.upload<ImportReport>(`/areas/import?${query.toString()}`, form))) ?? null;
    if (this.report && !dryRun) await this.load();
  }
}
