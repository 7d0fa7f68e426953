/** A brigade's vehicles and kit: how they stand, and what is done with them. */

import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import { Task } from '$lib/api/task.svelte';
import { i18n, t } from '$lib/i18n/index.svelte';
import type { Check, CheckLine, Defect, Kit, KitDraft, Qualification, Vehicle, VehicleDraft } from './types';

const LOOK_AGAIN_MS = 30_000;

export class VehiclesState {
  vehicles = $state.raw<Vehicle[] | null>(null);
  kit = $state.raw<Kit[] | null>(null);
  qualifications = $state.raw<Qualification[]>([]);
  error = $state.raw<ApiError | null>(null);
  readonly save = new Task();

  constructor(
    readonly brigade: string,
    /** Kit, checks and defects of the past are for those who serve. */
    readonly serves: boolean
  ) {}

  readonly names = $derived(new Map(this.qualifications.map((one) => [one.code, one.name])));

  /** Load, and look again while the page is in sight: a colleague may report a defect meanwhile. */
  follow(): () => void {
    void this.load();
    const look = () => {
      if (document.visibilityState === 'visible' && this.vehicles) void this.load();
    };
    const timer = setInterval(look, LOOK_AGAIN_MS);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }

  async load(): Promise<void> {
    try {
      const [vehicles, kit, qualifications] = await Promise.all([
        api.get<Vehicle[]>(`/brigades/${this.brigade}/vehicles`),
        this.serves ? api.get<Kit[]>(`/brigades/${this.brigade}/kit`) : [],
        this.qualifications.length ? this.qualifications : api.get<Qualification[]>('/qualifications')
      ]);
      this.vehicles = vehicles;
      this.kit = kit;
      this.qualifications = qualifications;
      this.error = null;
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.error = problem;
    }
  }

  find(id: string): Vehicle | null {
    return this.vehicles?.find((one) => one.id === id) ?? null;
  }

  needs = (code: string | null | undefined): string => (code ? (this.names.get(code) ?? code) : t('upkeep.vehicles.anybody'));

  saveVehicle(draft: VehicleDraft, id: string | null): Promise<boolean> {
    const path = `/brigades/${this.brigade}/vehicles`;
    return this.#do(() => (id ? api.put(`${path}/${id}`, draft) : api.post(path, draft)));
  }

  setCheckList = (id: string, lines: CheckLine[]) => this.#do(() => api.put(`/vehicles/${id}/check-list`, { lines }));

  report = (id: string, defect: { id: string; what: string; off_run: boolean; seat_id: string | null }) =>
    this.#do(() => api.post(`/vehicles/${id}/defects`, defect));

  clear = (defect: string, note: string) => this.#do(() => api.post(`/defects/${defect}/clear`, { note }));

  saveKit(draft: KitDraft, id: string | null): Promise<boolean> {
    const path = `/brigades/${this.brigade}/kit`;
    return this.#do(() => (id ? api.put(`${path}/${id}`, draft) : api.post(path, draft)));
  }

  checks = (id: string) => api.get<Check[]>(`/vehicles/${id}/checks`);
  defects = (id: string) => api.get<Defect[]>(`/vehicles/${id}/defects`);

  async #do(work: () => Promise<unknown>): Promise<boolean> {
    const done = await this.save.run(async () => {
      await work();
      return true;
    });
    if (done) await this.load();
    return done ?? false;
  }
}

/** Why a vehicle does not stand as it should, a sentence for each cause. */
export function whyNot(vehicle: Vehicle): string[] {
  const causes =
    vehicle.state === 'in_service'
      ? []
      : [t('upkeep.vehicles.why.state', { state: i18n.text(`upkeep.vehicles.states.${vehicle.state}`) })];
  for (const defect of vehicle.defects.filter((one) => one.off_run)) {
    const seat = vehicle.seats?.find((one) => one.id === defect.seat_id);
    const kind = !seat ? 'whole' : seat.hard ? 'hard' : 'soft';
    causes.push(t(`upkeep.vehicles.why.${kind}`, { what: defect.what, seat: seat?.label ?? '' }));
  }
  return causes;
}

/** A kind of kit in words ("other" is a plural form's name among the texts). */
export function kindOf(kind: Kit['kind']): string {
  return kind === 'other' ? t('upkeep.kit.otherKind') : t(`upkeep.kit.kinds.${kind}`);
}
