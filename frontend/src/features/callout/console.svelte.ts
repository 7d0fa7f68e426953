/** A brigade's console: its open call-outs live, earlier ones, and the alerts I declare. */

import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import type { Snapshot } from '$lib/live/protocol';
import { LiveStore } from '$lib/live/store.svelte';
import type { Console, Past, Summary } from './types';

type RaidArea = Console['raid_areas'][number];
/** An alert that stands over the brigade's station. */
export interface Raid {
  area_id: string;
  area_name: string;
  since: string;
}
/** The brigade's stream carries other screens' subjects too. */
const isSummary = (item: object): item is Summary => 'coming' in item && 'gaps' in item;
const isRaid = (item: object): item is Raid => 'area_name' in item && 'since' in item;

export class ConsoleState {
  may = $state.raw<readonly string[]>([]);
  categories = $state.raw<readonly string[]>([]);
  #areas = $state.raw<readonly RaidArea[]>([]);
  past = $state.raw<readonly Past[] | null>(null);
  pastError = $state.raw<ApiError | null>(null);
  readonly #store: LiveStore<object>;

  constructor(readonly brigadeId: string) {
    this.#store = new LiveStore<object>({
      snapshot: () => this.#snapshot(),
      onEvent: (frame) => {
        if (frame.subject.startsWith('callout:') && frame.data === null) void this.loadPast();
      }
    });
  }

  readonly open = $derived.by(() => this.#store.items.filter(isSummary).sort((a, b) => (a.started_at ?? '').localeCompare(b.started_at ?? '')));
  readonly raids = $derived.by(() => this.#store.items.filter(isRaid).sort((a, b) => a.since.localeCompare(b.since)));
  /** The areas whose alerts I declare, each with the alert that stands. */
  readonly raidAreas = $derived(
    this.#areas.map((area) => ({ ...area, since: this.raids.find((one) => one.area_id === area.area_id)?.since ?? null }))
  );
  readonly loading = $derived.by(() => this.#store.loading);
  readonly error = $derived.by(() => this.#store.error);

  start(): void {
    void this.#store.start();
    void this.loadPast();
  }
  stop(): void {
    this.#store.stop();
  }
  reload = () => this.#store.reload();

  async #snapshot(): Promise<Snapshot<object>> {
    const told = await api.get<Console>('/callouts', { brigade_id: this.brigadeId });
    this.may = told.may;
    this.categories = told.categories;
    this.#areas = told.raid_areas;
    return told as unknown as Snapshot<object>;
  }

  loadPast = async (): Promise<void> => {
    try {
      this.past = await api.get<Past[]>('/callouts/past', { brigade_id: this.brigadeId });
      this.pastError = null;
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.pastError = problem;
    }
  };

  /** Sound the alert over an area, or end it; the stream shows it. Raises ApiError. */
  async sound(area: RaidArea): Promise<void> {
    await api.post(area.since ? '/air-raids/end' : '/air-raids', { area_id: area.area_id });
  }
}
