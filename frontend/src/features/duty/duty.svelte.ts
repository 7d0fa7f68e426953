/** Everything a volunteer needs to know of their own duties: their time, their brigades' rotas, running call-outs. */

import { alphabetical } from '$lib/i18n/alphabet';
import { skills } from '$features/callout/skills.svelte';
import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import type { Snapshot } from '$lib/live/protocol';
import { LiveStore } from '$lib/live/store.svelte';
import { session } from '$lib/session.svelte';
import { clockTick } from '$lib/ui/clock.svelte';
import { showError } from '$lib/ui/showError';
import type { Membership } from '$features/brigade/types';
import {
  isColleague,
  isShift,
  type Colleague,
  type MyCallOut,
  type MyTime,
  type Offer,
  type Place,
  type RotaItem,
  type Terms
} from './types';

const AHEAD_DAYS = 28;
const DAY_MS = 86_400_000;
const SERVING = new Set(['probation', 'active']);

export class DutyState {
  memberships = $state.raw<Membership[]>([]);
  time = $state.raw<MyTime | null>(null);
  callouts = $state.raw<MyCallOut[]>([]);
  loading = $state(true);
  error = $state.raw<ApiError | null>(null);
  /** What is being sent: the id of a shift, a duty or an offer, or a word. */
  working = $state<string | null>(null);
  #rotas = $state.raw<{ brigade: string; live: LiveStore<RotaItem> }[]>([]);

  readonly #names = $derived(new Map(this.memberships.map((one) => [one.brigade_id, one.brigade])));

  readonly #places = $derived.by(() => {
    const now = clockTick.now;
    return this.#rotas
      .flatMap((rota) => rota.live.items.filter(isShift))
      .filter((shift) => shift.state === 'published' && Date.parse(shift.end) > now)
      .sort((a, b) => a.start.localeCompare(b.start))
      .flatMap((shift): Place[] =>
        shift.seats.map((seat) => ({ shift, seat, brigade: this.#names.get(shift.brigade_id) ?? '' }))
      );
  });

  readonly mine = $derived(this.#places.filter(({ seat }) => seat.holder?.user_id === session.person?.id));
  readonly offered = $derived(
    this.#places.filter(({ seat }) => {
      const offer = seat.holder?.offer;
      return offer && seat.holder?.user_id !== session.person?.id && (!offer.to || offer.to === session.person?.id);
    })
  );
  /** One line for each shift with a free seat that I do not serve in already. */
  readonly open = $derived.by(() => {
    const held = new Set(this.mine.map(({ shift }) => shift.id));
    const seen = new Set<string>();
    return this.#places.filter(({ shift, seat }) => {
      if (seat.holder || held.has(shift.id) || seen.has(shift.id)) return false;
      seen.add(shift.id);
      return true;
    });
  });
  /** What is known of this moment, and until when. */
  readonly now = $derived(this.time?.pieces[0] ?? null);
  /** Whose clock my times are by. */
  readonly zone = $derived(this.time?.time_zone ?? session.zone);
  readonly serves = $derived(this.memberships.some((one) => SERVING.has(one.state)));

  async start(): Promise<void> {
    this.loading = true;
    this.error = null;
    void skills.load();
    try {
      const [memberships, time, callouts] = await Promise.all([
        api.get<Membership[]>('/me/brigades'),
        api.get<MyTime>('/me/time'),
        api.get<MyCallOut[]>('/me/callouts')
      ]);
      this.memberships = memberships;
      this.time = time;
      this.callouts = callouts;
      this.#rotas = memberships.filter((one) => SERVING.has(one.state)).map((one) => ({
        brigade: one.brigade_id,
        live: this.#rota(one.brigade_id)
      }));
      await Promise.all(this.#rotas.map((rota) => rota.live.start()));
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.error = problem;
    } finally {
      this.loading = false;
    }
  }

  stop(): void {
    for (const rota of this.#rotas) rota.live.stop();
  }

  /** Whom a duty of this brigade can be offered to, by name. */
  colleagues(brigade: string): Colleague[] {
    return this.#rotas
      .filter((rota) => rota.brigade === brigade)
      .flatMap((rota) => rota.live.items.filter(isColleague))
      .filter((one) => one.user_id !== session.person?.id)
      .sort((a, b) => alphabetical(a.name, b.name));
  }

  /** The coming duties of a colleague that this duty could be exchanged for. */
  exchangeable({ shift }: Place, person: string): Place[] {
    const ahead = (one: Place) => Date.parse(one.shift.start) > clockTick.now;
    return this.#places.filter(
      (one) =>
        one.seat.holder?.user_id === person &&
        one.shift.brigade_id === shift.brigade_id &&
        one.shift.id !== shift.id &&
        ahead(one)
    );
  }

  /** What the server says of my time after a word of mine. */
  adopt = (time: MyTime): void => {
    this.time = time;
  };

  leave = (start: Date, end: Date, reason: string): Promise<boolean> =>
    this.#do('leave', async () => {
      this.time = await api.post<MyTime>('/me/time/leave', {
        start: start.toISOString(),
        end: end.toISOString(),
        reason
      });
    });

  endLeave = (id: string): Promise<boolean> =>
    this.#do(id, async () => {
      this.time = await api.post<MyTime>(`/me/time/leave/${id}/end`);
    });

  setWeek = (pieces: MyTime['week'], first: string): Promise<boolean> =>
    this.#do('week', async () => {
      this.time = await api.put<MyTime>('/me/time/week', { time_zone: this.zone, first, pieces });
    });

  setWishes = (wishes: MyTime['wishes']): Promise<boolean> =>
    this.#do('wishes', async () => {
      this.time = await api.put<MyTime>('/me/time/wishes', { wishes });
    });

  signUp = (shiftId: string): Promise<boolean> => this.#do(shiftId, () => api.post(`/shifts/${shiftId}/sign-up`));

  offer = (assignmentId: string, terms: Terms): Promise<boolean> =>
    this.#do(assignmentId, () => api.post(`/assignments/${assignmentId}/offer`, terms));

  withdraw = (swapId: string): Promise<boolean> => this.#do(swapId, () => api.post(`/swaps/${swapId}/withdraw`));

  /** On the terms that were on the screen: an offer that asks for another duty by now is refused. */
  take = (offer: Offer): Promise<boolean> =>
    this.#do(offer.id, () =>
      api.post(`/swaps/${offer.id}/take`, { in_return: offer.in_return?.assignment_id ?? null })
    );

  /** One thing at a time; a refusal is told in the server's words. */
  async #do(what: string, work: () => Promise<unknown>): Promise<boolean> {
    this.working = what;
    try {
      await work();
      return true;
    } catch (problem) {
      showError(problem);
      return false;
    } finally {
      this.working = null;
    }
  }

  #rota(brigadeId: string): LiveStore<RotaItem> {
    return new LiveStore<RotaItem>({
      snapshot: () => {
        const now = Date.now();
        return api.get<Snapshot<RotaItem>>(`/brigades/${brigadeId}/rota`, {
          start: new Date(now - DAY_MS / 2).toISOString(),
          end: new Date(now + AHEAD_DAYS * DAY_MS).toISOString()
        });
      }
    });
  }
}
