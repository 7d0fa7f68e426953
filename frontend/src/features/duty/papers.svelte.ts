/** My hours, my papers in every brigade, and the calendars' addresses. */

import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import type { components } from '$lib/api/schema.gen';
import { session } from '$lib/session.svelte';
import { showError } from '$lib/ui/showError';
import type { Membership } from '$features/brigade/types';
import type { Hours, MyTime } from './types';

type Schemas = components['schemas'];
export type Record = Schemas['RecordOut'];
type Feed = Schemas['FeedOut'];
type FeedLine = Schemas['FeedLineOut'];

const DAY_MS = 86_400_000;
const SOON_DAYS = 90;
const ENDED = new Set(['left', 'declined']);
const SERVING = new Set(['probation', 'active']);

/** How a paper stands today. */
export type Light = 'always' | 'valid' | 'soon' | 'lapsed' | 'revoked';

interface Interval {
  end: string | null;
  revoked_at: string | null;
}

export function light(paper: Interval, now: number): Light {
  if (paper.revoked_at) return 'revoked';
  if (!paper.end) return 'always';
  const left = Date.parse(paper.end) - now;
  if (left <= 0) return 'lapsed';
  return left < SOON_DAYS * DAY_MS ? 'soon' : 'valid';
}

export class PapersState {
  hours = $state.raw<Hours | null>(null);
  /** Whose clock my times are by. */
  zone = $state(session.zone);
  records = $state.raw<Record[]>([]);
  memberships = $state.raw<Membership[]>([]);
  /** The one just made, with its address; all that stand. */
  feed = $state.raw<Feed | null>(null);
  feeds = $state.raw<FeedLine[]>([]);
  loading = $state(true);
  error = $state.raw<ApiError | null>(null);
  working = $state(false);

  async load(): Promise<void> {
    this.loading = true;
    this.error = null;
    try {
      const [hours, mine, time, feeds] = await Promise.all([
        api.get<Hours>('/me/hours'),
        api.get<Membership[]>('/me/brigades'),
        api.get<MyTime>('/me/time'),
        api.get<FeedLine[]>('/me/calendar-feeds')
      ]);
      this.hours = hours;
      this.feeds = feeds;
      this.zone = time.time_zone;
      this.memberships = mine.filter((one) => !ENDED.has(one.state));
      this.records = await Promise.all(this.memberships.map((one) => api.get<Record>(`/members/${one.id}`)));
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.error = problem;
    } finally {
      this.loading = false;
    }
  }

  readonly serving = $derived(this.memberships.filter((one) => SERVING.has(one.state)));

  /** Of my own duties, or of a brigade's rota. */
  makeFeed = (brigade: string | null): Promise<boolean> =>
    this.#do(async () => {
      this.feed = await api.post<Feed>('/me/calendar-feeds', { brigade_id: brigade });
      this.feeds = await api.get<FeedLine[]>('/me/calendar-feeds');
    });

  revokeFeed = (id: string): Promise<boolean> =>
    this.#do(async () => {
      await api.post(`/me/calendar-feeds/${id}/revoke`);
      if (this.feed?.id === id) this.feed = null;
      this.feeds = this.feeds.filter((one) => one.id !== id);
    });

  leave = (member: Membership, reason: string): Promise<boolean> =>
    this.#do(async () => {
      await api.post(`/members/${member.id}/leave`, { reason });
      await this.load();
    });

  async #do(work: () => Promise<void>): Promise<boolean> {
    this.working = true;
    try {
      await work();
      return true;
    } catch (problem) {
      showError(problem);
      return false;
    } finally {
      this.working = false;
    }
  }
}
