/** One incident in full, and everything that can be done to it. */

import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import type { Contact, Detail, PoliceIncident, State } from './types';

/** A verb of the workflow table → the door that does it. */
const DOORS: Record<string, string> = {
  acknowledge: '/incidents/{id}/acknowledge',
  reject: '/incidents/{id}/reject',
  duplicate: '/incidents/{id}/duplicate',
  close: '/incidents/{id}/close',
  reopen: '/incidents/{id}/reopen',
  reclassify: '/incidents/{id}/reclassify',
  hold: '/incidents/{id}/hold',
  release: '/incidents/{id}/release',
  ask: '/incidents/{id}/ask',
  note: '/incidents/{id}/notes',
  take: '/dispatch/incidents/{id}/take',
  set_out: '/dispatch/incidents/{id}/en-route',
  arrive: '/dispatch/incidents/{id}/on-scene',
  resolve: '/dispatch/incidents/{id}/resolve',
  hand_back: '/dispatch/incidents/{id}/hand-back',
  assign: '/dispatch/incidents/{id}/assign'
};

/** What the unit that has it does next. */
const NEXT: Partial<Record<State, string>> = {
  assigned: 'set_out',
  en_route: 'arrive',
  on_scene: 'resolve'
};

/** The one thing to do next, or null where it is not mine to do. */
export function nextVerb(incident: PoliceIncident, unitId: string | null): string | null {
  if (incident.state === 'new') return unitId ? 'take' : 'acknowledge';
  if (!unitId) return null;
  if (incident.state === 'triaged') return 'take';
  return incident.unit?.id === unitId ? (NEXT[incident.state] ?? null) : null;
}

export class DetailState {
  detail = $state.raw<Detail | null>(null);
  /** What dispatch lets me do: take, set out, send … */
  work = $state.raw<string[]>([]);
  loading = $state(false);
  error = $state.raw<ApiError | null>(null);
  /** The verb under way, and on which incident. */
  busy = $state.raw<{ id: string; verb: string } | null>(null);
  /** What was refused, in the server's words: shown where the button was. */
  refused = $state.raw<{ id: string; words: string; conflict: boolean } | null>(null);
  contact = $state.raw<Contact | null>(null);
  /** Watch groups whose zone holds the place, by name. */
  groups = $state.raw<{ id: string; name: string }[]>([]);
  #id: string | null = null;
  /** Verbs pressed and not answered yet, in their order. */
  readonly #waiting = new Map<string, Promise<boolean>>();

  /** Show this incident; called again when its `rev` grows. */
  async open(id: string | null): Promise<void> {
    const other = id !== this.#id;
    this.#id = id;
    if (other) {
      this.detail = null;
      this.contact = null;
      this.work = [];
      this.groups = [];
      if (this.refused?.id !== id) this.refused = null;
    }
    this.error = null;
    if (!id) return;
    this.loading = other;
    try {
      const [detail, work] = await Promise.all([
        api.get<Detail>(`/incidents/${id}`),
        api.get<{ allowed_actions: string[] }>(`/dispatch/incidents/${id}`)
      ]);
      if (this.#id === id) this.work = work.allowed_actions;
      if (this.#id === id) this.detail = detail;
      if (other) this.groups = await namesOf(detail.incident.group_ids);
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      if (this.#id === id) this.error = problem;
    } finally {
      if (this.#id === id) this.loading = false;
    }
  }

  /** Do it, after what was pressed before: a press is never dropped, and pressed twice it is done once.
   * False where it was refused; the reason is in `refused`. */
  act(id: string, verb: string, body: Record<string, unknown> = {}): Promise<boolean> {
    const key = `${id} ${verb}`;
    const same = this.#waiting.get(key);
    if (same) return same;
    const before = [...this.#waiting.values()].at(-1);
    const run = this.#do(before, id, verb, body).finally(() => this.#waiting.delete(key));
    this.#waiting.set(key, run);
    return run;
  }

  async #do(
    before: Promise<boolean> | undefined,
    id: string,
    verb: string,
    body: Record<string, unknown>
  ): Promise<boolean> {
    await before?.catch(() => false);
    const door = DOORS[verb];
    if (!door) return false;
    this.busy = { id, verb };
    this.refused = null;
    try {
      await api.post(door.replace('{id}', id), body);
      return true;
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      const words = Object.values(problem.fields)[0] ?? problem.message;
      this.refused = { id, words, conflict: problem.status === 409 };
      return false;
    } finally {
      this.busy = null;
      if (this.#id === id) void this.open(id);
    }
  }

  /** Show how to reach the reporter. Recorded with my name. */
  async reveal(): Promise<void> {
    const id = this.#id;
    if (!id) return;
    try {
      const contact = await api.get<Contact>(`/incidents/${id}/contact`);
      if (this.#id === id) this.contact = contact;
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.refused = { id, words: problem.message, conflict: false };
    }
  }
}

async function namesOf(ids: string[]): Promise<{ id: string; name: string }[]> {
  const found = await Promise.allSettled(ids.map((id) => api.get<{ id: string; name: string }>(`/groups/${id}`)));
  return found.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}
