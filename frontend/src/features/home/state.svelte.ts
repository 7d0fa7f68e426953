/** What the first page shows: the public map's incidents in sight, and those of my groups, kept live. */

import { api } from '$lib/api/client';
import type { ApiError } from '$lib/api/errors';
import type { Severity } from '$lib/api/types';
import { catalogue } from '$lib/catalogue.svelte';
import { cityCentre } from '$lib/city';
import type { Snapshot } from '$lib/live/protocol';
import { LiveStore } from '$lib/live/store.svelte';
import { distance, tileOf, tilesOver, type Bounds, type Position } from '$lib/map/geometry';
import type { MapIncident, MapPerson, MapView, MapZone } from '$lib/map/types';
import { clockTick } from '$lib/ui/clock.svelte';
import { SvelteSet } from 'svelte/reactivity';
import { once } from './once';

/** A projection of the `public:` or `group:` streams: the place is masked, the time rounded. */
export interface SeenIncident {
  id: string;
  rev: number;
  category: string;
  severity: Severity;
  state_label: string;
  lon: number;
  lat: number;
  radius_m: number;
  happened_at: string;
  area: string;
  outcome: string | null;
  reference?: string;
}

export type Period = 'day' | 'week' | 'month';

const HOURS: Record<Period, number> = { day: 24, week: 168, month: 720 };
const TILE_ZOOM = 11;
/** The server's limit (`MAX_TILES` in `incidents/api/places.py`): one more and it refuses them all. */
export const MOST_TILES = 24;
const OVER = new Set(['settled', 'closed']);

type Zones = { features: { id?: string; geometry: MapZone['geometry']; properties: { id?: string; name: string } }[] };

export class HomeState {
  period = $state<Period>('week');
  readonly groups = new SvelteSet<string>();
  selected = $state<string | null>(null);
  view = $state.raw<MapView | null>(null);
  me = $state.raw<MapPerson | null>(null);
  meFault = $state<'denied' | 'failed' | null>(null);
  zones = $state.raw<MapZone[]>([]);
  #stores = $state.raw<LiveStore<SeenIncident>[]>([]);
  #tiles = '';
  #gone = false;
  #public = $state.raw<LiveStore<SeenIncident> | null>(null);

  /** Also before anything was asked: nobody is told that it is calm where nothing is known yet. */
  readonly loading = $derived.by(() => !this.#public || this.#stores.some((store) => store.loading));
  readonly error = $derived.by((): ApiError | null => this.#public?.error ?? null);

  /** The server's screen of the public map holds no more. */
  readonly cut = $derived.by(() => this.#public?.cut ?? false);
  /** The same place in the archive, as its address says it. */
  readonly here = $derived.by(() => {
    if (!this.view) return '';
    const { centre, zoom } = this.view;
    return `?at=${centre.map((side) => side.toFixed(5)).join()},${zoom.toFixed(2)}`;
  });

  /** Everything the streams gave that has a place. */
  readonly #all = $derived.by(() => once(this.#stores.flatMap((store) => store.items.filter((one) => 'lon' in one))));

  readonly matching = $derived.by(() => {
    const since = clockTick.now - HOURS[this.period] * 3_600_000;
    return this.#all
      .filter((one) => Date.parse(one.happened_at) >= since)
      .filter((one) => !this.groups.size || this.groups.has(catalogue.groupOf(one.category)))
      .sort((a, b) => b.happened_at.localeCompare(a.happened_at));
  });

  /** The list: what the map shows now, or everything where there is no map. */
  readonly listed = $derived.by(() => {
    const bounds = this.view?.bounds;
    return bounds ? this.matching.filter((one) => inside(bounds, [one.lon, one.lat])) : this.matching;
  });

  readonly pins = $derived(
    this.matching.map(
      (one): MapIncident => ({
        id: one.id,
        lon: one.lon,
        lat: one.lat,
        severity: one.severity,
        icon: catalogue.icon(one.category),
        radius: one.radius_m,
        quiet: OVER.has(one.state_label)
      })
    )
  );

  /** Follow the public map, and the streams and zones of these groups. */
  async start(groups: string[]): Promise<void> {
    this.#gone = false;
    void catalogue.load();
    const centre = await cityCentre();
    if (this.#gone) return;
    this.#follow(this.view ? tilesIn(this.view) : around(centre));
    for (const id of groups) void this.#add(() => api.get(`/groups/${id}/live`)).start();
    this.zones = (await Promise.all(groups.map(zonesOf))).flat();
  }

  stop(): void {
    this.#gone = true;
    for (const store of this.#stores) store.stop();
    this.#stores = [];
    this.#public = null;
    this.#tiles = '';
  }

  /** The map moved: follow the tiles in sight. */
  look(view: MapView): void {
    this.view = view;
    this.#follow(tilesIn(view));
  }

  metresTo(one: SeenIncident): number | null {
    return this.me ? distance([this.me.lon, this.me.lat], [one.lon, one.lat]) : null;
  }

  locate(): void {
    this.meFault = null;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.me = { lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy };
      },
      (fault) => {
        this.meFault = fault.code === fault.PERMISSION_DENIED ? 'denied' : 'failed';
      },
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 30_000 }
    );
  }

  toggle(group: string): void {
    if (!this.groups.delete(group)) this.groups.add(group);
  }

  async retry(): Promise<void> {
    await Promise.all(this.#stores.map((store) => store.reload()));
  }

  #follow(tiles: [number, number][]): void {
    const names = tiles.map(([x, y]) => `${TILE_ZOOM}/${x}/${y}`);
    const wanted = names.join();
    if (wanted === this.#tiles) return;
    this.#tiles = wanted;
    const before = this.#public;
    this.#public = this.#add(() => api.get('/map/live', { tiles: wanted }));
    void this.#public.start().then(() => {
      if (!before) return;
      before.stop();
      this.#stores = this.#stores.filter((store) => store !== before);
    });
  }

  #add(snapshot: () => Promise<Snapshot<SeenIncident>>): LiveStore<SeenIncident> {
    const store = new LiveStore<SeenIncident>({ snapshot });
    this.#stores = [...this.#stores, store];
    return store;
  }
}

function inside([west, south, east, north]: Bounds, [lon, lat]: Position): boolean {
  return west <= lon && lon <= east && south <= lat && lat <= north;
}

/** Tiles in sight; zoomed far out, those round the middle. */
function tilesIn(view: MapView): [number, number][] {
  const tiles = tilesOver(view.bounds, TILE_ZOOM, MOST_TILES);
  return tiles.length ? tiles : around(view.centre);
}

/** The tile of a place and its eight neighbours. */
function around(centre: Position): [number, number][] {
  const [x, y] = tileOf(centre, TILE_ZOOM);
  return [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx): [number, number] => [x + dx, y + dy]));
}

async function zonesOf(group: string): Promise<MapZone[]> {
  try {
    const zones = await api.get<Zones>(`/groups/${group}/zones`);
    return zones.features.map((zone, i) => ({
      id: zone.properties.id ?? zone.id ?? `${group}-${i}`,
      name: zone.properties.name,
      geometry: zone.geometry,
      own: true
    }));
  } catch {
    return [];
  }
}
