/** People and their roles. */

import { api } from '$lib/api/client';
import { Task } from '$lib/api/task.svelte';
import type { Grant, Person, Role } from './types';

export interface NewGrant {
  role: Role;
  scope_kind: string;
  scope_id: string;
  until: string | null;
  reason: string;
}

export class PeopleState {
  found = $state.raw<Person[] | null>(null);
  person = $state.raw<Person | null>(null);
  grants = $state.raw<Grant[]>([]);
  ended = $state(false);
  readonly search = new Task();
  readonly list = new Task();
  readonly give = new Task();
  readonly end = new Task();

  async find(text: string): Promise<void> {
    this.found = (await this.search.run(() => api.get<Person[]>('/people', { search: text }))) ?? null;
  }

  /** Roles of one person, or everybody's where none is chosen. */
  async load(): Promise<void> {
    const grants = await this.list.run(() =>
      api.get<Grant[]>('/grants', { user_id: this.person?.id, ended: this.ended })
    );
    this.grants = grants ?? [];
  }

  async choose(person: Person | null): Promise<void> {
    this.person = person;
    await this.load();
  }

  async add(grant: NewGrant): Promise<boolean> {
    if (!this.person) return false;
    const made = await this.give.run(() => api.post<Grant>('/grants', { user_id: this.person?.id, ...grant }));
    if (made) await this.load();
    return made !== undefined;
  }

  async finish(grant: Grant, reason: string): Promise<boolean> {
    const done = await this.end.run(() => api.post<Grant>(`/grants/${grant.id}/end`, { reason }));
    if (done) await this.load();
    return done !== undefined;
  }
}
