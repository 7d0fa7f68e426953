/** The rota of one brigade: a week of shifts and the people who may fill them, live. */

import { alphabetical } from '$lib/i18n/alphabet';
import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import type { Snapshot } from '$lib/live/protocol';
import { LiveStore } from '$lib/live/store.svelte';
import { t } from '$lib/i18n/index.svelte';
import { showError } from '$lib/ui/showError';
import { toasts } from '$lib/ui/toasts.svelte';
import { monday, plus, startOf, today } from './days';
import {
  isPerson,
  isShift,
  type Coverage,
  type Lifted,
  type Person,
  type Rule,
  type RuleIn,
  type Seat,
  type Shift
} from './types';

/** Where a refusal is told: a dialog tells its own, since what is behind it is not read out. */
type Refused = (problem: ApiError) => void;
type Item = Shift | Person | { state: string };

export class RotaState {
  readonly brigadeId: string;
  /** Whose clock days and weeks go by. */
  readonly zone: string;
  weeks = $state(0);
  /** The person taken up to be put on a seat. */
  picked = $state<string | null>(null);
  /** The duty taken up to be moved to a seat of another shift, in this week or another. */
  lifted = $state.raw<Lifted | null>(null);
  /** It hangs on the pointer: nothing may move under that. */
  dragging = $state(false);
  working = $state<string | null>(null);
  coverage = $state.raw<Coverage | null>(null);
  rules = $state.raw<Rule[]>([]);
  #store: LiveStore<Item>;

  constructor(brigadeId: string, zone: string) {
    this.brigadeId = brigadeId;
    this.zone = zone;
    this.#store = new LiveStore<Item>({
      // Whoever turns the week while one is being loaded gets the one turned to.
      snapshot: async () => {
        for (;;) {
          const from = this.monday;
          const window = { start: startOf(from, zone, -1), end: startOf(from, zone, 8) };
          const found = await api.get<Snapshot<Item>>(`/brigades/${brigadeId}/rota`, window);
          if (from === this.monday) return found;
        }
      }
    });
  }

  readonly monday = $derived.by(() => monday(today(this.zone), this.weeks));
  readonly days = $derived([0, 1, 2, 3, 4, 5, 6].map((n) => plus(this.monday, n)));
  readonly shifts = $derived.by(() => {
    const days = new Set(this.days);
    return this.#store.items
      .filter(isShift)
      .filter((shift) => days.has(shift.day))
      .sort((a, b) => a.start.localeCompare(b.start));
  });
  readonly people = $derived.by(() =>
    this.#store.items.filter(isPerson).sort((a, b) => alphabetical(a.name, b.name))
  );
  readonly names = $derived(new Map(this.people.map((one) => [one.user_id, one.name])));
  readonly drafts = $derived(this.shifts.filter((shift) => shift.state === 'draft'));
  readonly loading = $derived.by(() => this.#store.loading);
  readonly error = $derived.by(() => this.#store.error);

  start = (): Promise<void> => this.#store.start();
  stop = (): void => this.#store.stop();
  retry = (): Promise<void> => this.#store.reload();

  async turn(by: number): Promise<void> {
    this.weeks += by;
    await this.#store.reload();
  }

  on = (day: string): Shift[] => this.shifts.filter((shift) => shift.day === day);
  /** How many seats of this week a person holds. */
  dutiesOf = (userId: string): number =>
    this.shifts.filter((shift) => shift.state !== 'cancelled' && shift.seats.some((seat) => seat.holder?.user_id === userId)).length;

  async assign(shiftId: string, userId: string, seatId: string, refused?: Refused): Promise<boolean> {
    const body = { user_id: userId, seat_id: seatId };
    const done = await this.do(shiftId, () => api.post(`/shifts/${shiftId}/assign`, body), refused);
    if (done) this.picked = null;
    return done;
  }

  /** Give a duty up and take another seat in one step; what was moved can be moved back. */
  async move(duty: Lifted, shift: Shift, seat: Seat, refused?: Refused): Promise<boolean> {
    let told: Shift | null = null;
    const done = await this.do(shift.id, async () => {
      const body = { shift_id: shift.id, seat_id: seat.id };
      told = await api.post<Shift>(`/assignments/${duty.assignment_id}/move`, body);
    }, refused);
    if (!done) return false;
    this.lifted = null;
    const held = (told as Shift | null)?.seats.find((one) => one.holder?.user_id === duty.user_id)?.holder;
    const back = () => void (held && this.#moveBack(held.assignment_id, duty));
    toasts.show(t('rota.moved', { name: duty.name }), { action: { label: t('common.undo'), run: back } });
    return true;
  }

  #moveBack = (assignmentId: string, { shift, seat }: Lifted): Promise<boolean> =>
    this.do(shift.id, () => api.post(`/assignments/${assignmentId}/move`, { shift_id: shift.id, seat_id: seat.id }));

  /** The free seats of this week that a holder of a duty could be moved to, those they fit first. */
  freeFor(duty: Lifted, now: number): { shift: Shift; seat: Seat; fits: boolean }[] {
    const skills = new Set(this.people.find((one) => one.user_id === duty.user_id)?.skills);
    return this.shifts
      .filter((shift) => shift.state !== 'cancelled' && Date.parse(shift.end) > now)
      .flatMap((shift) => shift.seats.filter((seat) => !seat.holder).map((seat) => ({ shift, seat })))
      .map((free) => ({ ...free, fits: free.seat.needs === null || skills.has(free.seat.needs) }))
      .sort((a, b) => Number(b.fits) - Number(a.fits));
  }

  takeOff = (assignmentId: string, reason: string): Promise<boolean> =>
    this.do(assignmentId, () => api.post(`/assignments/${assignmentId}/end`, { reason }));

  cancel = (shiftId: string, reason: string): Promise<boolean> =>
    this.do(shiftId, () => api.post(`/shifts/${shiftId}/cancel`, { reason }));

  publish = (): Promise<boolean> =>
    this.do('publish', () =>
      api.post(`/brigades/${this.brigadeId}/rota/publish`, {
        start: startOf(this.monday, this.zone),
        end: startOf(this.monday, this.zone, 7)
      })
    );

  loadCoverage = (): Promise<boolean> =>
    this.do('coverage', async () => {
      this.coverage = await api.get<Coverage>(`/brigades/${this.brigadeId}/coverage`, {
        start: startOf(this.monday, this.zone),
        end: startOf(this.monday, this.zone, 7)
      });
    });

  loadRules = (): Promise<boolean> =>
    this.do('rules', async () => {
      this.rules = await api.get<Rule[]>(`/brigades/${this.brigadeId}/shift-rules`);
    });

  makeRule = (rule: RuleIn): Promise<Rule> => api.post<Rule>(`/brigades/${this.brigadeId}/shift-rules`, rule);

  changeRule = (id: string, rule: RuleIn): Promise<Rule> =>
    api.put<Rule>(`/brigades/${this.brigadeId}/shift-rules/${id}`, rule);

  endRule = (ruleId: string): Promise<boolean> =>
    this.do(ruleId, async () => {
      await api.post(`/brigades/${this.brigadeId}/shift-rules/${ruleId}/end`, { last: today(this.zone) });
      await this.loadRules();
    });

  /** A refusal is told in the server's words, where `refused` says; the last thing begun is what is busy. */
  async do(what: string, work: () => Promise<unknown>, refused: Refused = showError): Promise<boolean> {
    this.working = what;
    try {
      await work();
      return true;
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      refused(problem);
      return false;
    } finally {
      if (this.working === what) this.working = null;
    }
  }
}
