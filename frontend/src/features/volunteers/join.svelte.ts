/** One brigade's public page and the application to it; what was typed outlives a sign-in on the way. */

import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import type { components } from '$lib/api/schema.gen';
import type { Membership } from '$features/brigade/types';
import { session } from '$lib/session.svelte';

type Page = components['schemas']['RecruitmentOut'];
const EMPTY = { born: '', phone: '', travel: '10', languages: ['uk'], motivation: '', experience: '', consent: false };
const ENDED = new Set(['left', 'declined']);

export class JoinState {
  readonly slug: string;
  page = $state.raw<Page | null>(null);
  /** My membership of this brigade, in whatever state. */
  member = $state.raw<Membership | null>(null);
  form = $state({ ...EMPTY });
  error = $state.raw<ApiError | null>(null);
  refusal = $state.raw<ApiError | null>(null);
  busy = $state(false);

  /** My membership where it has not ended. */
  readonly mine = $derived(this.member && !ENDED.has(this.member.state) ? this.member : null);

  constructor(slug: string) {
    this.slug = slug;
    const kept = sessionStorage.getItem(this.#key);
    if (kept) this.form = { ...EMPTY, ...(JSON.parse(kept) as Partial<typeof EMPTY>) };
  }

  get #key(): string {
    return `varta.join.${this.slug}`;
  }
  get #path(): string {
    return `/brigades/by-slug/${encodeURIComponent(this.slug)}`;
  }

  keep(): void {
    sessionStorage.setItem(this.#key, JSON.stringify(this.form));
  }

  async load(): Promise<void> {
    this.error = null;
    try {
      this.page = await api.get<Page>(this.#path);
      if (!session.signedIn) return;
      const all = await api.get<Membership[]>('/me/brigades');
      this.member = all.find((one) => one.slug === this.slug) ?? null;
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.error = problem;
    }
  }

  apply = (): Promise<boolean> =>
    this.#do(async () => {
      const { travel, ...told } = this.form;
      this.member = await api.post<Membership>(`${this.#path}/apply`, { ...told, travel_minutes: Number(travel) || 0 });
      sessionStorage.removeItem(this.#key);
      this.form = { ...EMPTY };
    });

  withdraw = (): Promise<boolean> =>
    this.#do(async () => {
      if (this.member) await api.post(`/members/${this.member.id}/leave`, { reason: '' });
      this.member = null;
    });

  async #do(work: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    this.refusal = null;
    try {
      await work();
      return true;
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.refusal = problem;
      return false;
    } finally {
      this.busy = false;
    }
  }
}
