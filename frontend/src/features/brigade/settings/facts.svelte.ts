/** What the city says of a brigade, while it is being typed: for founding one and for changing it. */

import { session } from '$lib/session.svelte';
import type { Brigade } from '$features/brigade/types';
import type { ZoneDraft } from '$features/watch/types';
import type { BrigadeDraft, FounderKind } from './types';

/** Ground that was drawn, uploaded or picked, as the server takes it. */
export function groundOf(zone: ZoneDraft): BrigadeDraft['first_due'] {
  return zone.area_id ? { area_id: zone.area_id } : { geojson: { ...zone.geojson } };
}

export class Facts {
  name = $state('');
  founderKind = $state<string>('community');
  founderName = $state('');
  station = $state('');
  lon = $state<number | null>(null);
  lat = $state<number | null>(null);
  zone = session.zone;
  active = $state(true);

  constructor(brigade: Brigade | null = null) {
    if (!brigade) return;
    this.name = brigade.name;
    this.founderKind = brigade.founder_kind;
    this.founderName = brigade.founder_name;
    this.station = brigade.station_name;
    this.lon = brigade.lon;
    this.lat = brigade.lat;
    this.zone = brigade.time_zone;
    this.active = brigade.active;
  }

  /** As the server takes it; null while the station has no place. Without `firstDue` the ground stays. */
  draft(firstDue: BrigadeDraft['first_due'] = null): BrigadeDraft | null {
    if (this.lon === null || this.lat === null) return null;
    return {
      name: this.name.trim(),
      founder_kind: this.founderKind as FounderKind,
      founder_name: this.founderName.trim(),
      station_name: this.station.trim(),
      lon: this.lon,
      lat: this.lat,
      time_zone: this.zone,
      active: this.active,
      first_due: firstDue
    };
  }
}
