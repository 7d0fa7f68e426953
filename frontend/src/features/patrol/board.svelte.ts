/** The board: incidents and units of my beats, live, in an order that never moves under a pointer. */

import { alphabetical } from '$lib/i18n/alphabet';
import { api } from '$lib/api/client';
import { catalogue } from '$lib/catalogue.svelte';
import { ago } from '$lib/i18n/dates';
import type { Snapshot } from '$lib/live/protocol';
import { LiveStore } from '$lib/live/store.svelte';
import { distance } from '$lib/map/geometry';
import type { MapIncident, MapPerson, MapUnit } from '$lib/map/types';
import { clockTick } from '$lib/ui/clock.svelte';
import { BoardFilter } from './filter.svelte';
import { Heard } from './heard';
import {
  isIncident,
  isOpen,
  isPosition,
  isUnit,
  RANK,
  type BoardItem,
  type PoliceIncident,
  type Unit,
  type UnitPosition
} from './types';

const STALE_MS = 120_000;

export class BoardState {
  readonly filter: BoardFilter;
  selected = $state<string | null>(null);
  /** My unit, while I am on duty. */
  unitId = $state<string | null>(null);
  me = $state.raw<MapPerson | null>(null);
  /** Somebody points at the list or works in it: what is new waits. */
  held = $state(false);
  #shown = $state.raw<string[]>([]);
  readonly #incidents: LiveStore<BoardItem>;
  readonly #units: LiveStore<BoardItem>;

  constructor(announce: (incident: PoliceIncident) => void, search = '') {
    this.filter = new BoardFilter(search);
    const heard = new Heard(announce);
    this.#incidents = new LiveStore<BoardItem>({
      snapshot: () => api.get<Snapshot<BoardItem>>('/incidents/board'),
      onSnapshot: (items, first) => heard.snapshot(items, first),
      onEvent: (frame, fresh) => heard.event(frame, fresh)
    });
    this.#units = new LiveStore<BoardItem>({
      snapshot: () => api.get<Snapshot<BoardItem>>('/dispatch/units')
    });
  }

  readonly all = $derived.by(() => this.#incidents.items.filter(isIncident));
  readonly byId = $derived(new Map(this.all.map((incident) => [incident.id, incident])));
  readonly units = $derived.by(() => this.#units.items.filter(isUnit));
  readonly positions = $derived.by(
    () => new Map(this.#units.items.filter(isPosition).map((at) => [at.unit_id, at]))
  );
  readonly loading = $derived.by(() => this.#incidents.loading);
  readonly error = $derived.by(() => this.#incidents.error);
  readonly chosen = $derived(this.selected ? this.byId.get(this.selected) : undefined);
  /** Beats on the board, by name. */
  readonly beatNames = $derived(
    [...new Map(this.all.map((one) => [one.beat_id, one.area])).entries()].sort((a, b) =>
      alphabetical(a[1], b[1])
    )
  );

  readonly #wanted = $derived.by(() =>
    this.all
      .filter((one) => this.filter.fits(one, this.unitId))
      .sort((a, b) => this.#compare(a, b))
      .map((one) => one.id)
  );

  /** New ones that wait until the pointer is elsewhere. */
  readonly pending = $derived.by(() => {
    const shown = new Set(this.#shown);
    return this.#wanted.filter((id) => !shown.has(id)).length;
  });

  readonly queue = $derived(
    this.#shown.map((id) => this.byId.get(id)).filter((one) => one !== undefined)
  );
  readonly waiting = $derived(this.all.filter((one) => one.state === 'new').length);

  readonly pins = $derived(
    this.queue.map(
      (one): MapIncident => ({
        id: one.id,
        lon: one.lon,
        lat: one.lat,
        severity: one.severity,
        icon: catalogue.icon(one.category),
        radius: one.accuracy_m && one.accuracy_m > 30 ? one.accuracy_m : null,
        quiet: !isOpen(one)
      })
    )
  );

  readonly arrows = $derived.by(() =>
    this.units.flatMap((unit) => {
      const at = this.positions.get(unit.id);
      return at && unit.id !== this.unitId ? [arrow(unit, at, clockTick.now)] : [];
    })
  );

  async start(): Promise<void> {
    void catalogue.load();
    await Promise.all([this.#incidents.start(), this.#units.start()]);
  }

  stop(): void {
    this.#incidents.stop();
    this.#units.stop();
  }

  async retry(): Promise<void> {
    await Promise.all([this.#incidents.reload(), this.#units.reload()]);
  }

  /** Take over the wanted order: at once when nobody points at the list. */
  settle(): void {
    const wanted = this.#wanted;
    if (!this.held || !this.#shown.length) this.#shown = wanted;
  }

  /** Show what waits now. */
  admit(): void {
    this.#shown = this.#wanted;
  }

  metresTo(one: { lon: number; lat: number }): number | null {
    return this.me ? distance([this.me.lon, this.me.lat], [one.lon, one.lat]) : null;
  }

  /** Choose the next or previous line. */
  step(by: 1 | -1): void {
    const at = this.queue.findIndex((one) => one.id === this.selected);
    const next = this.queue[at < 0 ? (by > 0 ? 0 : this.queue.length - 1) : at + by];
    if (next) this.selected = next.id;
  }

  /** Free units, nearest to the place first; those without a position last. */
  nearestTo(incident: PoliceIncident): { unit: Unit; metres: number | null }[] {
    return this.units
      .filter((unit) => unit.state === 'free')
      .map((unit) => {
        const at = this.positions.get(unit.id);
        return { unit, metres: at ? distance([at.lon, at.lat], [incident.lon, incident.lat]) : null };
      })
      .sort((a, b) => (a.metres ?? Infinity) - (b.metres ?? Infinity));
  }

  #compare(a: PoliceIncident, b: PoliceIncident): number {
    const newest = b.reported_at.localeCompare(a.reported_at);
    if (this.filter.sort === 'nearest') return (this.metresTo(a) ?? 0) - (this.metresTo(b) ?? 0) || newest;
    if (this.filter.sort === 'newest') return newest;
    return RANK[b.severity] - RANK[a.severity] || newest;
  }
}

function arrow(unit: Unit, at: UnitPosition, now: number): MapUnit {
  return {
    id: `unit:${unit.id}`,
    callSign: unit.call_sign,
    lon: at.lon,
    lat: at.lat,
    heading: null,
    age: ago(at.at, now),
    stale: now - Date.parse(at.at) > STALE_MS,
    busy: unit.state !== 'free'
  };
}
