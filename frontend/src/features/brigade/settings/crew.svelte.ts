/** What a viable crew is, for each kind of incident. */

import { api } from '$lib/api/client';
import type { components } from '$lib/api/schema.gen';
import { Task } from '$lib/api/task.svelte';
import type { CrewRule } from './types';

type Qualification = components['schemas']['QualificationOut'];
type Vehicle = components['schemas']['VehicleOut'];

export class CrewState {
  readonly brigadeId: string;
  readonly task = new Task();
  rules = $state.raw<CrewRule[] | null>(null);
  skills = $state.raw<Qualification[]>([]);
  vehicles = $state.raw<Vehicle[]>([]);

  constructor(brigadeId: string) {
    this.brigadeId = brigadeId;
  }

  get #path(): string {
    return `/brigades/${this.brigadeId}/crew-rules`;
  }

  skill = (code: string): string => this.skills.find((one) => one.code === code)?.name ?? code;
  vehicle = (id: string): string => this.vehicles.find((one) => one.id === id)?.name ?? '';

  async load(): Promise<void> {
    await this.task.run(async () => {
      [this.rules, this.skills, this.vehicles] = await Promise.all([
        api.get<CrewRule[]>(this.#path),
        api.get<Qualification[]>('/qualifications'),
        api.get<Vehicle[]>(`/brigades/${this.brigadeId}/vehicles`)
      ]);
    });
  }

  save = (rule: CrewRule): Promise<boolean> =>
    this.#then(() => api.put<CrewRule>(this.#path, rule));

  drop = (category: string): Promise<boolean> =>
    this.#then(() => api.delete(`${this.#path}?category=${encodeURIComponent(category)}`));

  async #then(work: () => Promise<unknown>): Promise<boolean> {
    const done = await this.task.run(async () => {
      await work();
      this.rules = await api.get<CrewRule[]>(this.#path);
      return true;
    });
    return done ?? false;
  }
}
