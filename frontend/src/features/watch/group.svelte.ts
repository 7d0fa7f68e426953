/** One group: its zones, its people, its live list, and what may be done. */

import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import { catalogue } from '$lib/catalogue.svelte';
import type { Snapshot } from '$lib/live/protocol';
import { LiveStore } from '$lib/live/store.svelte';
import type { MapIncident, MapZone } from '$lib/map/types';
import { session } from '$lib/session.svelte';
import type { GroupDetail, Member, SavedZone, Shape, ZoneDraft, ZoneIncident } from './types';

type ZoneFeatures = {
  features: { id?: string; geometry: Shape; properties: { id?: string; name: string } }[];
};

export class GroupState {
  group = $state.raw<GroupDetail | null>(null);
  shapes = $state.raw<MapZone[]>([]);
  members = $state.raw<Member[]>([]);
  loading = $state(true);
  error = $state.raw<ApiError | null>(null);
  busy = $state(false);
  refusal = $state('');
  selected = $state<string | null>(null);
  readonly #live: LiveStore<ZoneIncident>;
  #following = $state(false);

  constructor(readonly id: string) {
    this.#live = new LiveStore<ZoneIncident>({
      snapshot: () => api.get<Snapshot<ZoneIncident>>(`/groups/${id}/live`),
      onEvent: (frame) => {
        if (frame.kind.startsWith('group.') || frame.kind.startsWith('member.')) void this.load();
      }
    });
  }

  readonly incidents = $derived.by(() =>
    this.#live.items
      .filter((one) => 'category' in one)
      .sort((a, b) => b.happened_at.localeCompare(a.happened_at))
  );
  readonly liveLoading = $derived.by(() => this.#following && this.#live.loading);
  readonly pins = $derived(
    this.incidents.map(
      (one): MapIncident => ({
        id: one.id,
        lon: one.lon,
        lat: one.lat,
        severity: one.severity,
        icon: catalogue.icon(one.category),
        radius: one.radius_m,
        quiet: one.state_label === 'closed' || one.state_label === 'settled'
      })
    )
  );
  readonly requests = $derived(this.members.filter((one) => one.state === 'requested'));
  readonly people = $derived(this.members.filter((one) => one.state === 'active'));

  may(action: string): boolean {
    return this.group?.allowed_actions.includes(action) ?? false;
  }

  async load(): Promise<void> {
    this.error = null;
    try {
      const [group, zones] = await Promise.all([
        api.get<GroupDetail>(`/groups/${this.id}`),
        api.get<ZoneFeatures>(`/groups/${this.id}/zones`)
      ]);
      this.group = group;
      this.shapes = zones.features.map((zone, i) => ({
        id: zone.properties.id ?? zone.id ?? String(i),
        name: zone.properties.name,
        geometry: zone.geometry,
        own: true
      }));
      await this.#inside(group);
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.error = problem;
    } finally {
      this.loading = false;
    }
  }

  stop(): void {
    this.#live.stop();
  }

  join = (note: string) => this.#do(() => api.post(`/groups/${this.id}/join`, { note }));
  leave = () => this.#do(() => api.post(`/groups/${this.id}/leave`));
  change = (body: Record<string, string>) => this.#do(() => api.patch(`/groups/${this.id}`, body));
  archive = (reason: string) => this.#do(() => api.post(`/groups/${this.id}/archive`, { reason }));
  revive = () => this.#do(() => api.post(`/groups/${this.id}/revive`, { reason: '' }));
  removeZone = (zone: string) => this.#do(() => api.delete(`/groups/${this.id}/zones/${zone}`));

  /** approve, decline, remove, make-coordinator or step-down. */
  decide(member: string, verb: string, reason?: string): Promise<boolean> {
    const body = reason === undefined ? {} : { reason };
    return this.#do(() => api.post(`/groups/${this.id}/members/${member}/${verb}`, body));
  }

  /** Save a zone, new or redrawn; how many places of it were mended, or null where it was refused. */
  async saveZone(draft: ZoneDraft, zone: string | null): Promise<number | null> {
    let repairs = 0;
    const path = `/groups/${this.id}/zones`;
    const done = await this.#do(async () => {
      const saved = zone
        ? await api.put<SavedZone>(`${path}/${zone}`, draft)
        : await api.post<SavedZone>(path, draft);
      repairs = saved.repairs.length;
    });
    return done ? repairs : null;
  }

  /** What members see: people, and the live reports of the zone. */
  async #inside(group: GroupDetail): Promise<void> {
    this.members = group.allowed_actions.includes('members')
      ? await api.get<Member[]>(`/groups/${this.id}/members`)
      : [];
    if (this.#following || group.my_state !== 'active') return;
    this.#following = true;
    void catalogue.load();
    await this.#live.start();
  }

  async #do(work: () => Promise<unknown>): Promise<boolean> {
    this.busy = true;
    this.refusal = '';
    try {
      await work();
      await session.load();
      await this.load();
      return true;
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.refusal = Object.values(problem.fields)[0] ?? problem.message;
      return false;
    } finally {
      this.busy = false;
    }
  }
}
