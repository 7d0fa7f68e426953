/** The archive: reports of any time in sight of the map, or of a place chosen, as this reader may know them. */

import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import { catalogue } from '$lib/catalogue.svelte';
import { cityBounds } from '$lib/city';
import type { Bounds, Position } from '$lib/map/geometry';
import type { TiledSight } from '$lib/map/tiled';
import type { MapIncident, MapView } from '$lib/map/types';
import type { SeenIncident } from '$features/home/state.svelte';
import type { PoliceIncident } from '$features/patrol/types';
import { isReference, NOTHING, windowOf, type Asked } from './asked';

export type SeenReport = Omit<SeenIncident, 'rev'>;
export type Row = SeenReport | PoliceIncident;
export interface Place {
  id: string;
  name: string;
  name_en: string;
  bounds: Bounds;
}

const LIMIT = 200;
const PAGE = 50;
/** Degrees round a place: of two masked places never both. */
const HERE = 0.0001;
const UNTOUCHED: TiledSight = { singles: [], total: 0 };
/** The width of a phone in pixels, for a map position without a map. */
const PHONE = 390;

type Query = Record<string, string | number | null>;
type Features = { features: { id: string; geometry: GeoJSON.Point; properties: SeenReport }[]; cut: boolean };
type Page = { items: PoliceIncident[]; next: string | null };

export class Archive {
  asked = $state.raw<Asked>(NOTHING);
  police = $state(false);
  view = $state.raw<MapView | null>(null);
  /** There is no map on this device, or it could not be loaded: the list stands alone. */
  mapless = $state(false);
  rows = $state.raw<readonly Row[]>([]);
  /** More lie in sight than the list takes. */
  cut = $state(false);
  next = $state<string | null>(null);
  /** A list has been got for what is asked now. */
  known = $state(false);
  busy = $state(false);
  error = $state.raw<ApiError | null>(null);
  /** A tile of the map did not come. */
  patchy = $state(false);
  selected = $state<string | null>(null);
  sight = $state.raw<TiledSight>(UNTOUCHED);
  years = $state.raw<readonly { year: number; count: number }[]>([]);
  places = $state.raw<readonly Place[]>([]);
  #city = $state.raw<Bounds | null>(null);
  #under: AbortController | null = null;

  readonly place = $derived(this.places.find((one) => one.id === this.asked.area) ?? null);
  readonly wanted = $derived(windowOf(this.asked, Date.now()));
  /** What tiles know nothing of is drawn from the list. */
  readonly listDrawn = $derived(
    this.police && Boolean(this.asked.words || this.asked.states.length || this.asked.severities.length)
  );
  readonly filtered = $derived(Boolean(this.asked.kinds.length) || this.listDrawn);

  /** The box of the list: round the place opened, what the map shows, the area chosen, or the whole city. */
  readonly box = $derived.by((): Bounds | null => {
    const { place, at, area } = this.asked;
    if (place) return [place[0] - HERE, place[1] - HERE, place[0] + HERE, place[1] + HERE];
    if (this.view) return this.view.bounds;
    if (area) return this.place?.bounds ?? null;
    if (!at) return this.#city;
    return this.mapless ? round(at) : null;
  });

  readonly query = $derived.by((): Query | null => {
    if (!this.box) return null;
    const { words, states, severities, kinds } = this.asked;
    const bbox = this.box.map((side) => side.toFixed(5)).join();
    const common: Query = { bbox, ...this.wanted, category: [...kinds].sort().join() || null };
    if (!this.police) return { ...common, limit: LIMIT };
    if (isReference(words)) return { q: words, limit: PAGE };
    const more = { state: states.join() || null, severity: severities.join() || null, q: words || null };
    return { ...common, ...more, bbox: words ? null : bbox, limit: PAGE };
  });
  readonly key = $derived(this.query && JSON.stringify(this.query));

  readonly tiles = $derived.by((): string => {
    if (this.listDrawn) return '';
    const asked = new URLSearchParams({ audience: this.police ? 'police' : 'public', since: this.wanted.since });
    if (this.wanted.until) asked.set('until', this.wanted.until);
    if (this.asked.kinds.length) asked.set('category', [...this.asked.kinds].sort().join());
    return `${location.origin}/api/v1/tiles/incidents/{z}/{x}/{y}.mvt?${asked}`;
  });

  readonly pins = $derived.by((): MapIncident[] => {
    const chosen = this.rows.find((row) => row.id === this.selected);
    const drawn = this.listDrawn ? this.rows : this.sight.singles;
    const others = drawn.filter((one) => one.id !== chosen?.id).map((one) => pin(one, null));
    return chosen ? [...others, pin(chosen, 'radius_m' in chosen ? chosen.radius_m : chosen.accuracy_m)] : others;
  });

  readonly whole = $derived(!this.cut && !this.next);
  /** How many there are in sight: a whole list knows; else what the map's tiles add up to, null where they do not say. */
  readonly total = $derived.by((): number | null => {
    if (this.whole) return this.rows.length;
    const counted = this.listDrawn || this.asked.place ? 0 : this.sight.total;
    return counted > this.rows.length ? counted : null;
  });

  async start(): Promise<void> {
    void catalogue.load();
    this.#city = await cityBounds();
    await Promise.all([this.#loadYears(), this.#loadPlaces()]);
  }

  stop(): void {
    this.#under?.abort();
  }

  /** Get the list anew for what is asked now. */
  async load(): Promise<void> {
    this.#under?.abort();
    const query = this.query;
    if (!query) return;
    const under = (this.#under = new AbortController());
    this.busy = true;
    this.error = null;
    try {
      if (this.police) this.#adopt(await api.get<Page>('/incidents', query, under.signal));
      else this.#show(await api.get<Features>('/map/incidents', query, under.signal));
      this.known = true;
    } catch (problem) {
      this.#fail(problem);
    } finally {
      if (this.#under === under) this.busy = false;
    }
  }

  /** The police's next page. */
  async more(): Promise<void> {
    const [query, cursor] = [this.query, this.next];
    if (!query || !cursor || this.busy) return;
    const under = (this.#under = new AbortController());
    this.busy = true;
    try {
      const { items, next } = await api.get<Page>('/incidents', { ...query, cursor }, under.signal);
      [this.rows, this.next] = [[...this.rows, ...items], next];
    } catch (problem) {
      this.#fail(problem);
    } finally {
      if (this.#under === under) this.busy = false;
    }
  }

  /** The box round the whole city. */
  city(): Promise<Bounds> {
    return cityBounds();
  }

  /** Where an incident on the map stands. */
  placeOf(id: string): Position | null {
    const found = this.pins.find((one) => one.id === id);
    return found ? [found.lon, found.lat] : null;
  }

  #adopt({ items, next }: Page): void {
    [this.rows, this.next, this.cut] = [items, next, false];
  }

  #show({ features, cut }: Features): void {
    this.rows = features.map(({ properties, geometry }) => {
      const [lon = 0, lat = 0] = geometry.coordinates;
      return { ...properties, lon, lat };
    });
    [this.next, this.cut] = [null, cut];
  }

  #fail(problem: unknown): void {
    if (problem instanceof DOMException && problem.name === 'AbortError') return;
    if (!(problem instanceof ApiError)) throw problem;
    this.error = problem;
  }

  async #loadYears(): Promise<void> {
    const audience = this.police ? 'police' : 'public';
    const found = await quietly(api.get<{ years: { year: number; count: number }[] }>('/map/years', { audience }));
    this.years = found?.years ?? [];
  }

  async #loadPlaces(): Promise<void> {
    type Areas = { features: { id: string; bbox: Bounds; properties: { name: string; name_en: string; served: boolean } }[] };
    const found = await quietly(api.get<Areas>('/areas', { bbox: this.#city?.join() ?? null, outlines: false }));
    this.places = (found?.features ?? [])
      .filter(({ properties }) => properties.served)
      .map(({ id, bbox, properties }) => ({ id, bounds: bbox, name: properties.name, name_en: properties.name_en }));
  }
}

/** What is only a help is left out where it does not come. */
async function quietly<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (problem) {
    if (!(problem instanceof ApiError)) throw problem;
    return null;
  }
}

function pin(one: { id: string; lon: number; lat: number; severity: Row['severity']; category: string }, radius: number | null): MapIncident {
  return { id: one.id, lon: one.lon, lat: one.lat, severity: one.severity, icon: catalogue.icon(one.category), radius };
}

/** What a phone would show of a map position. */
function round({ lon, lat, zoom }: { lon: number; lat: number; zoom: number }): Bounds {
  const half = ((PHONE / 512) * 360) / 2 ** zoom / 2;
  const tall = half * Math.cos((lat * Math.PI) / 180);
  return [Math.max(-180, lon - half), Math.max(-90, lat - tall), Math.min(180, lon + half), Math.min(90, lat + tall)];
}
