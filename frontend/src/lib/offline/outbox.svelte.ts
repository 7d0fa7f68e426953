import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import * as db from './db';
import { CHANNEL, flush, forgetSent, type Carrier } from './send';
import type { KeptPhoto, OutboxItem, ReportPayload } from './types';

const EVERY_MS = 20_000;
const TIDY_EVERY_MS = 60 * 60_000;
const carrier: Carrier = { post: api.post, upload: api.upload };

interface SyncRegistration extends ServiceWorkerRegistration {
  sync?: { register(tag: string): Promise<void> };
}

/** Reports on their way: kept on the phone until the server has them, sent by themselves. */
class Outbox {
  #items = $state.raw<OutboxItem[]>([]);
  #online = $state(true);
  #sending = $state(false);
  #started = false;

  get items(): OutboxItem[] {
    return this.#items;
  }
  get waiting(): OutboxItem[] {
    return this.#items.filter((item) => item.state === 'waiting');
  }
  /** Sent or refused since the person last looked. */
  get news(): OutboxItem[] {
    return this.#items.filter((item) => item.state !== 'waiting');
  }
  get online(): boolean {
    return this.#online;
  }
  get sending(): boolean {
    return this.#sending;
  }

  /** Begin to watch the network; once per page. */
  async start(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    this.#online = navigator.onLine;
    addEventListener('online', () => {
      this.#online = true;
      void this.flush(true);
    });
    addEventListener('offline', () => (this.#online = false));
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void this.flush();
    });
    setInterval(() => void this.flush(), EVERY_MS);
    setInterval(() => void this.refresh(), TIDY_EVERY_MS);
    if (typeof BroadcastChannel !== 'undefined') {
      new BroadcastChannel(CHANNEL).onmessage = () => void this.refresh();
    }
    await this.refresh();
    await this.flush(true);
  }

  async refresh(): Promise<void> {
    await forgetSent(Date.now());
    const kept = await db.all<OutboxItem>('outbox');
    this.#items = kept.sort((a, b) => a.at - b.at);
  }

  get(id: string): OutboxItem | undefined {
    return this.#items.find((item) => item.id === id);
  }

  /** Keep a finished report (on disk before this resolves), then try to send it. */
  async add(payload: ReportPayload, title: string, photos: KeptPhoto[]): Promise<void> {
    const item: OutboxItem = {
      id: payload.id,
      at: Date.now(),
      payload,
      title,
      photos,
      state: 'waiting',
      attempts: 0,
      notBefore: 0
    };
    await db.put('outbox', item);
    await this.refresh();
    void this.#askForSync();
    await this.flush(true);
  }

  /** Send a report as it is after the server asked to think again. */
  async confirm(id: string): Promise<void> {
    const item = this.get(id);
    if (!item) return;
    const payload = { ...item.payload, people_confirmed: true };
    const again: OutboxItem = { ...item, payload, state: 'waiting', problem: undefined };
    await db.put('outbox', again);
    await this.refresh();
    await this.flush(true);
  }

  async flush(hurry = false): Promise<void> {
    if (this.#sending || this.waiting.length === 0 || !navigator.onLine) return;
    this.#sending = true;
    try {
      await flush(carrier, hurry);
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
    } finally {
      this.#sending = false;
      await this.refresh();
    }
  }

  async remove(id: string): Promise<void> {
    await db.remove('outbox', id);
    await this.refresh();
  }

  /** Let the browser wake the service worker when the network is back, where it can. */
  async #askForSync(): Promise<void> {
    try {
      const registration = (await navigator.serviceWorker?.ready) as SyncRegistration | undefined;
      await registration?.sync?.register('outbox');
    } catch {
      // Not allowed or not known here: the page's own timers send it.
    }
  }
}

export const outbox = new Outbox();
