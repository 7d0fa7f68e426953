/** The tree of areas, and bringing in more of it from a file. */

import { api } from '$lib/api/client';
import { Task } from '$lib/api/task.svelte';
import type { AreaRow, ImportReport, SnapReport } from './types';

export class AreasState {
  path = $state.raw<AreaRow[]>([]);
  rows = $state.raw<AreaRow[]>([]);
  report = $state.raw<ImportReport | null>(null);
  readonly list = new Task();
  readonly change = new Task();
  readonly bring = new Task();

  readonly here = $derived(this.path.at(-1) ?? null);
  readonly bare = $derived(this.rows.filter((area) => area.bare));

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

  /** Rename an area; whether it was done. */
  async edit(area: AreaRow, change: { name: string }): Promise<boolean> {
    const row = await this.change.run(() => api.patch<AreaRow>(`/areas/${area.id}`, change));
    if (row) await this.load();
    return !!row;
  }

  async end(area: AreaRow): Promise<boolean> {
    const done = await this.change.run(async () => {
      await api.post(`/areas/${area.id}/end`);
      return true;
    });
    if (done) await this.load();
    return !!done;
  }

  /** Build where reports of these are shown in public; how many points, or undefined where it was refused. */
  async build(rows: AreaRow[], rebuild: boolean): Promise<number | undefined> {
    const points = await this.change.run(async () => {
      let sum = 0;
      for (const row of rows) {
        const built = await api.post<SnapReport[]>(`/areas/${row.id}/snap-points`, { rebuild });
        sum += built.reduce((all, one) => all + one.points, 0);
      }
      return sum;
    });
    await this.load();
    return points;
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
