/** Water near a place: the list, the same on the map, inspections, and bringing in a file. */

import { locate } from '$features/report/places';
import { api } from '$lib/api/client';
import { Task } from '$lib/api/task.svelte';
import { t } from '$lib/i18n/index.svelte';
import type { MapIncident, MapPerson, Severity } from '$lib/map/types';
import type { Condition, Inspection, Water, WaterImport, WaterKind } from './types';

const STEP = 25;
const MOST = 100;
/** Lucide names of the pins. */
export const ICONS: Record<WaterKind, string> = {
  fire_hydrant: 'droplet',
  water_tank: 'cylinder',
  fire_water_pond: 'waves',
  suction_point: 'arrow-down-to-line'
};
const RINGS: Record<Condition, Severity> = { working: 'low', unknown: 'info', impaired: 'medium', out_of_order: 'info' };

export interface From {
  lon: number;
  lat: number;
  label: string;
  accuracy: number | null;
}

export class WaterState {
  from = $state.raw<From>({ lon: 0, lat: 0, label: '', accuracy: null });
  rows = $state.raw<Water[] | null>(null);
  kind = $state<WaterKind | 'all'>('all');
  limit = $state(STEP);
  selected = $state<string | null>(null);
  inspections = $state.raw<Inspection[] | null>(null);
  locating = $state(false);
  /** Why the phone's place could not be used. */
  trouble = $state('');
  report = $state.raw<WaterImport | null>(null);
  readonly list = new Task();
  readonly note = new Task();
  readonly bring = new Task();

  constructor(
    readonly brigade: string,
    readonly station: { lon: number; lat: number }
  ) {
    this.from = this.#station();
  }

  readonly shown = $derived((this.rows ?? []).filter((row) => this.kind === 'all' || row.kind === this.kind));
  readonly kinds = $derived([...new Set((this.rows ?? []).map((row) => row.kind))]);
  readonly full = $derived((this.rows?.length ?? 0) >= this.limit && this.limit < MOST);
  readonly pins = $derived(
    this.shown.map(
      (row): MapIncident => ({
        id: row.id,
        lon: row.lon,
        lat: row.lat,
        severity: RINGS[row.condition],
        icon: ICONS[row.kind],
        radius: null,
        quiet: row.condition === 'out_of_order'
      })
    )
  );
  readonly person = $derived<MapPerson>({ lon: this.from.lon, lat: this.from.lat, accuracy: this.from.accuracy ?? 0 });

  async load(): Promise<void> {
    const { lon, lat } = this.from;
    const rows = await this.list.run(() => api.get<Water[]>('/water/near', { lon, lat, limit: this.limit }));
    if (rows) this.rows = rows;
  }

  async more(): Promise<void> {
    this.limit = Math.min(MOST, this.limit + STEP);
    await this.load();
  }

  async measureFrom(from: From | null): Promise<void> {
    this.from = from ?? this.#station();
    this.limit = STEP;
    this.selected = null;
    this.trouble = '';
    await this.load();
  }

  async measureFromMe(): Promise<void> {
    this.locating = true;
    this.trouble = '';
    const found = await locate();
    this.locating = false;
    if (typeof found === 'string') this.trouble = t(`upkeep.water.${found}`);
    else await this.measureFrom({ ...found, label: t('upkeep.water.mine') });
  }

  async select(id: string | null): Promise<void> {
    this.selected = id;
    this.inspections = null;
    this.note.refusal = '';
    if (!id) return;
    const found = await this.note.run(() => api.get<Inspection[]>(`/water/${id}/inspections`));
    if (this.selected === id) this.inspections = found ?? [];
  }

  async inspect(id: string, condition: Condition, note: string): Promise<boolean> {
    const made = await this.note.run(() => api.post<Inspection>(`/water/${id}/inspections`, { condition, note }));
    if (!made) return false;
    this.inspections = [made, ...(this.inspections ?? [])];
    this.rows = (this.rows ?? []).map((row) => (row.id === id ? { ...row, condition, inspected_at: made.at } : row));
    return true;
  }

  /** Read the file; nothing is written in a dry run. */
  async bringIn(file: File, own: boolean, dryRun: boolean): Promise<void> {
    const form = new FormData();
    form.set('file', file);
    form.set('own', String(own));
    form.set('dry_run', String(dryRun));
    this.report =
      (await this.bring.run(() => api.upload<WaterImport>(`/brigades/${this.brigade}/water/import`, form))) ?? null;
    if (this.report && !dryRun) await this.load();
  }

  #station(): From {
    return { ...this.station, label: t('upkeep.water.station'), accuracy: null };
  }
}
