import { api } from '$lib/api/client';
import type { Severity } from '$lib/api/types';
import type { Snapshot } from '$lib/live/protocol';
import { LiveStore } from '$lib/live/store.svelte';

export interface Notice {
  id: string;
  rev: number;
  kind: string;
  title: string;
  body: string;
  link: string;
  severity: Severity;
  at: string;
  read_at: string | null;
}

/** What a person is told: one list for the page and for the count on the bar. */
class Inbox {
  #store = new LiveStore<Notice>({ snapshot: () => api.get<Snapshot<Notice>>('/inbox') });
  /** Read here and not yet confirmed by the stream. */
  #read = $state<Record<string, true>>({});
  #started = false;

  readonly items = $derived(
    this.#store.items.filter((notice) => notice.title !== undefined).sort((a, b) => b.at.localeCompare(a.at))
  );
  readonly fresh = $derived(this.items.filter((notice) => this.isFresh(notice)));
  readonly earlier = $derived(this.items.filter((notice) => !this.isFresh(notice)));

  get unread(): number {
    return this.fresh.length;
  }
  get loading(): boolean {
    return this.#store.loading;
  }
  get error() {
    return this.#store.error;
  }

  isFresh(notice: Notice): boolean {
    return notice.read_at === null && !this.#read[notice.id];
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    void this.#store.start();
  }

  stop(): void {
    this.#started = false;
    this.#store.stop();
  }

  reload = () => this.#store.reload();

  async read(notice: Notice): Promise<void> {
    this.#read[notice.id] = true;
    await api.post(`/inbox/${notice.id}/read`);
  }

  async readAll(): Promise<void> {
    for (const notice of this.fresh) this.#read[notice.id] = true;
    await api.post('/inbox/read-all');
  }
}

export const inbox = new Inbox();
