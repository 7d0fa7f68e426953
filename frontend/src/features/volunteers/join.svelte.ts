/** One brigade's public page and the application to it; what was typed outlives a sign-in on the way. */

import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import type { components } from '$lib/api/schema.gen';
import type { Membership } from '$features/brigade/types';
import { session } from '$lib/session.svelte';

type Page = components['schemas']['RecruitmentOut'];
const EMPTY = { born: '', phone: '', travel: '10', motivation: '', experience: '', consent: false };
const ENDED = new Set(['left', 'declined']);

export class JoinState {
  readonly slug: string;
  page = $state.raw<Page | null>(null);
  mine = $state.raw<Membership | null>(null);
  form = $state({ ...EMPTY });
  error = $state.raw<ApiError | null>(null);
  refusal = $state.raw<ApiError | null>(null);
  busy = $state(false);

  constructor(slug: string) {
    this.slug = slug;
    const kept = sessionStorage.getItem(this.#key);
    if (kept) this.form = { ...EMPTY, ...(JSON.parse(kept) as Partial<typeof EMPTY>) };
  }

  get #key(): string {
    return `varta.join.${this.slug}`;
  }

  keep(): void {
    sessionStorage.setItem(this.#key, JSON.stringify(this.form));
  }

  async load(): Promise<void> {
    this.error = null;
    try {
      this.page = await api.get<Page>(`/brigades/by-slug/${encodeURIComponent(this.slug)}`);
      if (!session.signedIn) return;
      const mine = await api.get<Membership[]>('/me/brigades');
      this.mine = mine.find((one) => one.brigade === this.page?.name && !ENDED.has(one.state)) ?? null;
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.error = problem;
    }
  }

  apply = (): Promise<void> =>
    this.#do(async () => {
      const { born, phone, travel, motivation, experience, consent } = this.form;
      this.mine = await api.post<Membership>(`/brigades/by-slug/${encodeURIComponent(this.slug)}/apply`, {
        born, phone, motivation, experience, consent, travel_minutes: Number(travel) || 0
      });
      sessionStorage.removeItem(this.#key);
      this.form = { ...EMPTY };
    });

  withdraw = (): Promise<void> =>
    this.#do(async () => {
      if (this.mine) await api.post(`/members/${this.mine.id}/leave`, { reason: '' });
      this.mine = null;
    });

  async #do(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.refusal = null;
    try {
      await work();
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.refusal = problem;
    } finally {
      this.busy = false;
    }
  }
}
