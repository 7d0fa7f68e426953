/** A brigade's training: planned, attended, closed. */

import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import { Task } from '$lib/api/task.svelte';
import { t } from '$lib/i18n/index.svelte';
import { hoursOf, instant, nextDay } from './period';
import type { ClosedSession, MemberRow, Qualification, Session, SessionDraft } from './types';

const DAY_MS = 24 * 60 * 60_000;
const BACK_DAYS = 365;
const AHEAD_DAYS = 400;

export class TrainingState {
  sessions = $state.raw<Session[] | null>(null);
  members = $state.raw<MemberRow[]>([]);
  qualifications = $state.raw<Qualification[]>([]);
  error = $state.raw<ApiError | null>(null);
  /** Whose mark is on its way. */
  marking = $state<string | null>(null);
  readonly save = new Task();

  constructor(
    readonly brigade: string,
    readonly zone: string,
    /** The list of members, to mark who was there, is the chief's. */
    readonly commands: boolean
  ) {}

  readonly ahead = $derived((this.sessions ?? []).filter((one) => !one.closed_at && Date.parse(one.end) > Date.now()));
  readonly toClose = $derived((this.sessions ?? []).filter((one) => !one.closed_at && Date.parse(one.end) <= Date.now()));
  readonly past = $derived((this.sessions ?? []).filter((one) => one.closed_at).reverse());

  async load(): Promise<void> {
    this.error = null;
    const now = Date.now();
    const span = {
      start: new Date(now - BACK_DAYS * DAY_MS).toISOString(),
      end: new Date(now + AHEAD_DAYS * DAY_MS).toISOString()
    };
    try {
      const [sessions, qualifications, members] = await Promise.all([
        api.get<Session[]>(`/brigades/${this.brigade}/training`, span),
        api.get<Qualification[]>('/qualifications'),
        this.commands ? api.get<MemberRow[]>(`/brigades/${this.brigade}/members`) : []
      ]);
      this.sessions = sessions;
      this.qualifications = qualifications;
      this.members = members;
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.error = problem;
    }
  }

  /** What attending gives, in a sentence. */
  counts(session: Session): string {
    const hours = lengthOf(session);
    const name = this.qualifications.find((one) => one.code === session.grants)?.name ?? session.grants;
    return name ? t('upkeep.training.countsGrants', { hours, name }) : t('upkeep.training.counts', { hours });
  }

  async plan(draft: SessionDraft, id: string | null): Promise<boolean> {
    const path = id ? `/training/${id}` : `/brigades/${this.brigade}/training`;
    return this.#adopt(await this.save.run(() => (id ? api.put<Session>(path, draft) : api.post<Session>(path, draft))));
  }

  async callOff(id: string): Promise<boolean> {
    const done = await this.save.run(async () => {
      await api.delete(`/training/${id}`);
      return true;
    });
    if (done) this.sessions = (this.sessions ?? []).filter((one) => one.id !== id);
    return done ?? false;
  }

  async mark(session: Session, user: string, present: boolean): Promise<void> {
    this.marking = user;
    const path = `/training/${session.id}/attendance`;
    this.#adopt(await this.save.run(() => api.put<Session>(path, { present: { [user]: present } })));
    this.marking = null;
  }

  /** Close; how many held the qualification already, or null where it was refused. */
  async close(session: Session, lastDay: string): Promise<number | null> {
    const until = lastDay ? instant(nextDay(lastDay), '00:00', this.zone) : null;
    const closed = await this.save.run(() => api.post<ClosedSession>(`/training/${session.id}/close`, { valid_until: until }));
    this.#adopt(closed);
    return closed ? closed.kept.length : null;
  }

  #adopt(session: Session | undefined): boolean {
    if (!session) return false;
    const others = (this.sessions ?? []).filter((one) => one.id !== session.id);
    this.sessions = [...others, session].sort((a, b) => a.start.localeCompare(b.start));
    return true;
  }
}

export function lengthOf(session: Session): string {
  return hoursOf(Math.round((Date.parse(session.end) - Date.parse(session.start)) / 60_000));
}
