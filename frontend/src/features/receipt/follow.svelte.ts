import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import { LiveStore } from '$lib/live/store.svelte';
import type { Position } from '$lib/live/protocol';
import { newId } from '$lib/offline/ids';
import { prepare } from '$lib/offline/photos';

export interface Talk {
  id: string;
  at: string;
  from: 'reporter' | 'police';
  text: string;
}

/** What the live stream carries of a report. */
interface Projection {
  id: string;
  rev: number;
  reference: string;
  state: string;
  state_label: string;
  message: string;
  unread: number;
  photos: number | unknown[];
}

/** The report as its reporter reads it. */
export interface ReportView extends Projection {
  category: string;
  reported_at: string;
  description: string;
  steps: { at: string; key: string; label: string; text: string }[];
  messages: Talk[];
  photos: { id: string; width: number; height: number; full: string; thumb: string }[];
  photos_left: number;
  can: ('add_message' | 'add_photo' | 'withdraw' | 'contest')[];
  place_label: string;
  positions: Record<string, Position>;
}

/** One report, followed live: every event brings the whole page up to date. */
export class Follow {
  view = $state.raw<ReportView | null>(null);
  problem = $state.raw<ApiError | null>(null);
  /** Sent by me and not yet back from the server. */
  pending = $state.raw<Talk[]>([]);
  #store: LiveStore<Projection>;
  #path: string;

  constructor(readonly id: string) {
    this.#path = `/reports/${id}`;
    this.#store = new LiveStore<Projection>({
      snapshot: async () => {
        const view = await this.#read();
        return {
          positions: view.positions,
          items: [{ subject: `report:${id}`, data: view }],
          at: view.reported_at
        };
      },
      onEvent: () => void this.#refresh()
    });
  }

  get gone(): boolean {
    return (this.problem ?? this.#store.error)?.status === 404;
  }
  get failed(): ApiError | null {
    return this.#store.error;
  }

  start = () => this.#store.start();
  stop = () => this.#store.stop();

  async #read(): Promise<ReportView> {
    const view = await api.get<ReportView>(this.#path);
    this.#show(view);
    return view;
  }

  #show(view: ReportView): void {
    if (this.view && this.view.rev > view.rev) return;
    this.view = view;
    this.pending = this.pending.filter((mine) => !view.messages.some((message) => message.id === mine.id));
    if (view.unread > 0) void api.post(`${this.#path}/read`).catch(() => undefined);
  }

  async #refresh(): Promise<void> {
    try {
      await this.#read();
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.problem = problem;
    }
  }

  /** The id is made here: pressing twice, or trying again, is one message. */
  async say(text: string): Promise<void> {
    const message: Talk = { id: newId(), at: new Date().toISOString(), from: 'reporter', text };
    this.pending = [...this.pending, message];
    try {
      await api.post(`${this.#path}/messages`, { id: message.id, text });
      await this.#refresh();
    } catch (problem) {
      this.pending = this.pending.filter((other) => other !== message);
      throw problem;
    }
  }

  async addPhoto(file: File): Promise<void> {
    const photo = await prepare(file);
    const form = new FormData();
    form.set('photo_id', photo.id);
    form.set('photo', photo.blob, photo.name);
    await api.upload(`${this.#path}/photos`, form);
    await this.#refresh();
  }

  async withdraw(): Promise<void> {
    this.#show(await api.post<ReportView>(`${this.#path}/withdraw`, {}));
  }

  async contest(text: string): Promise<void> {
    this.#show(await api.post<ReportView>(`${this.#path}/contest`, { text }));
  }
}
