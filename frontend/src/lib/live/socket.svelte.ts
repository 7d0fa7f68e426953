import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import { session } from '$lib/session.svelte';
import { backoff, parse, type EventFrame, type Position, type ServerFrame } from './protocol';

/** A reader of streams: keeps its own positions, so that two screens may follow one stream. */
export interface Listener {
  readonly streams: string[];
  position(stream: string): Position | null;
  receive(frame: EventFrame, fresh: boolean): void;
  reset(stream: string): void;
  lost(stream: string): void;
}

export type LiveState = 'idle' | 'connecting' | 'catching' | 'live' | 'polling' | 'offline';

interface Poll {
  stream: string;
  epoch: string;
  reset: boolean;
  events: Omit<EventFrame, 'type' | 'stream' | 'epoch'>[];
}

const SILENCE_MS = 40_000;
const POLL_MS = 5000;
const POLL_AFTER_FAILURES = 3;
const ENDED = 4401;
const FOREIGN = 4403;
const SLOW = 4008;
/** STREAMS_AT_ONCE of the server. */
const AT_ONCE = 256;

/** The one live connection of the page: opens when somebody listens, heals itself, tells how it fares. */
export class LiveSocket {
  #state = $state<LiveState>('idle');
  #behind = $state(0);
  #lastAt = $state(0);
  #since = $state(Date.now());
  #listeners = new Set<Listener>();
  #socket: WebSocket | null = null;
  #welcomed = false;
  #failures = 0;
  #asked = new Set<string>();
  #catching = new Map<string, number>();
  #late = new Map<string, number>();
  #silence: ReturnType<typeof setTimeout> | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #polling: ReturnType<typeof setInterval> | undefined;

  get state(): LiveState {
    return this.#state;
  }
  /** Events still to come of a catch-up. */
  get behind(): number {
    return this.#behind;
  }
  /** When the server was last heard (ms). */
  get lastAt(): number {
    return this.#lastAt;
  }
  /** Since when there is no connection (ms). */
  get since(): number {
    return this.#since;
  }

  attach(listener: Listener): void {
    const first = this.#listeners.size === 0;
    this.#listeners.add(listener);
    if (first) this.#wake();
    if (!this.#welcomed) return this.#socket ? undefined : this.#connect();
    this.#subscribe(listener.streams.filter((stream) => !this.#asked.has(stream)));
    // Live already for another screen: what came since this one's snapshot went to that one alone.
    for (const stream of listener.streams) if (this.#isBehind(listener, stream)) this.resume(stream);
  }

  #isBehind(listener: Listener, stream: string): boolean {
    const own = listener.position(stream);
    return [...this.#listeners].some((other) => {
      const held = other === listener ? null : other.position(stream);
      return !!own && !!held && (String(held.epoch) !== String(own.epoch) || held.off > own.off);
    });
  }

  detach(listener: Listener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size === 0) return this.#sleep();
    const wanted = new Set(this.#wanted());
    const gone = [...this.#asked].filter((stream) => !wanted.has(stream));
    for (const stream of gone) this.#asked.delete(stream);
    this.#unsubscribe(gone);
  }

  /** Ask again from what is really held: used on a gap. */
  resume(stream: string): void {
    if (!this.#welcomed) return;
    this.#unsubscribe([stream]);
    this.#subscribe([stream]);
  }

  #wanted(): string[] {
    return [...new Set([...this.#listeners].flatMap((listener) => listener.streams))];
  }

  /** The earliest position any reader of the stream holds. */
  #from(stream: string): { stream: string; epoch: string | number | null; off: number | null } {
    const held = [...this.#listeners]
      .map((listener) => listener.position(stream))
      .filter((position): position is Position => position !== null);
    const earliest = held.sort((a, b) => a.off - b.off)[0];
    return { stream, epoch: earliest?.epoch ?? null, off: earliest?.off ?? null };
  }

  /** The server takes so many streams with one frame. */
  #subscribe(streams: string[]): void {
    for (let at = 0; at < streams.length; at += AT_ONCE) {
      const piece = streams.slice(at, at + AT_ONCE);
      for (const stream of piece) this.#asked.add(stream);
      this.#send({ type: 'subscribe', streams: piece.map((stream) => this.#from(stream)) });
    }
  }

  #unsubscribe(streams: string[]): void {
    for (let at = 0; at < streams.length; at += AT_ONCE) {
      this.#send({ type: 'unsubscribe', streams: streams.slice(at, at + AT_ONCE) });
    }
  }

  #send(message: unknown): void {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(message));
  }

  #address(): string {
    if (session.socketUrl) return session.socketUrl;
    return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws/v1/live`;
  }

  #connect = (): void => {
    clearTimeout(this.#again);
    if (this.#socket || this.#listeners.size === 0) return;
    if (this.#state !== 'polling' && this.#state !== 'offline') this.#state = 'connecting';
    const socket = new WebSocket(this.#address());
    this.#socket = socket;
    socket.onopen = () => {
      // What does not go into the greeting follows the welcome.
      this.#asked = new Set(this.#wanted().slice(0, AT_ONCE));
      this.#send({ type: 'hello', v: 1, streams: [...this.#asked].map((stream) => this.#from(stream)) });
    };
    socket.onmessage = (message) => {
      if (socket === this.#socket) this.#heard(parse(String(message.data)));
    };
    socket.onclose = (event) => {
      if (socket === this.#socket) void this.#closed(event.code);
    };
    this.#watchSilence();
  };

  #watchSilence(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#abandon(), SILENCE_MS);
  }

  /** Give up a connection that says nothing: its close may take minutes to be noticed. */
  #abandon(): void {
    const socket = this.#socket;
    if (!socket) return;
    socket.onclose = null;
    socket.close();
    void this.#closed(1006);
  }

  async #closed(code: number): Promise<void> {
    clearTimeout(this.#silence);
    this.#socket = null;
    this.#welcomed = false;
    this.#asked.clear();
    this.#catching.clear();
    if (this.#state !== 'offline' && this.#state !== 'polling') {
      this.#since = this.#lastAt || Date.now();
      this.#state = 'offline';
    }
    if (this.#listeners.size === 0 || code === FOREIGN) return;
    if (code === ENDED) await session.load();
    this.#failures = code === SLOW ? 0 : this.#failures + 1;
    if (this.#failures >= POLL_AFTER_FAILURES) this.#startPolling();
    this.#again = setTimeout(this.#connect, backoff(this.#failures - 1));
  }

  #heard(frame: ServerFrame | null): void {
    this.#watchSilence();
    this.#lastAt = Date.now();
    if (!frame) return;
    switch (frame.type) {
      case 'welcome':
        return this.#begin();
      case 'replay':
        this.#catching.set(frame.stream, Math.max(0, frame.to - frame.from + 1));
        return this.#settle();
      case 'live':
        this.#catching.delete(frame.stream);
        return this.#settle();
      case 'event':
        return this.#event(frame);
      case 'reset':
        this.#catching.delete(frame.stream);
        return this.#each(frame.stream, (listener) => listener.reset(frame.stream));
      case 'denied':
      case 'dropped':
        this.#asked.delete(frame.stream);
        return this.#each(frame.stream, (listener) => listener.lost(frame.stream));
      case 'tops':
        return this.#compare(frame.tops);
    }
  }

  #begin(): void {
    this.#welcomed = true;
    this.#failures = 0;
    this.#stopPolling();
    this.#subscribe(this.#wanted().filter((stream) => !this.#asked.has(stream)));
    this.#settle();
  }

  #settle(): void {
    this.#behind = [...this.#catching.values()].reduce((sum, left) => sum + left, 0);
    this.#state = this.#catching.size ? 'catching' : 'live';
  }

  #event(frame: EventFrame): void {
    const left = this.#catching.get(frame.stream);
    if (left !== undefined) {
      this.#catching.set(frame.stream, Math.max(0, left - 1));
      this.#settle();
    }
    this.#each(frame.stream, (listener) => listener.receive(frame, left === undefined));
  }

  #each(stream: string, tell: (listener: Listener) => void): void {
    for (const listener of [...this.#listeners]) if (listener.streams.includes(stream)) tell(listener);
  }

  /** Behind the same top twice running: something went missing on the way, ask again. */
  #compare(tops: Record<string, [string | number, number]>): void {
    for (const [stream, [epoch, top]] of Object.entries(tops)) {
      const held = this.#from(stream);
      const behind = held.off !== null && (String(held.epoch) !== String(epoch) || held.off < top);
      if (!behind) this.#late.delete(stream);
      else if (this.#late.get(stream) === held.off) this.resume(stream);
      else this.#late.set(stream, held.off as number);
    }
  }

  #startPolling(): void {
    this.#polling ??= setInterval(() => void this.#poll(), POLL_MS);
  }

  #stopPolling(): void {
    clearInterval(this.#polling);
    this.#polling = undefined;
  }

  async #poll(): Promise<void> {
    try {
      for (const stream of this.#wanted()) {
        const { epoch, off } = this.#from(stream);
        const answer = await api.get<Poll>('/events', { stream, epoch, after: off });
        if (answer.reset) this.#each(stream, (listener) => listener.reset(stream));
        for (const event of answer.events) {
          const frame: EventFrame = { type: 'event', stream, epoch: answer.epoch, ...event };
          this.#each(stream, (listener) => listener.receive(frame, true));
        }
      }
      this.#lastAt = Date.now();
      if (!this.#welcomed) this.#state = 'polling';
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      if (this.#state === 'polling') {
        this.#since = this.#lastAt;
        this.#state = 'offline';
      }
    }
  }

  /** Try at once when the phone is back on the network or in the hand. */
  #nudge = (): void => {
    if (document.visibilityState === 'hidden' || this.#welcomed) return;
    if (!this.#socket) this.#connect();
  };

  #unplugged = (): void => this.#abandon();

  #wake(): void {
    addEventListener('online', this.#nudge);
    addEventListener('offline', this.#unplugged);
    document.addEventListener('visibilitychange', this.#nudge);
  }

  #sleep(): void {
    removeEventListener('online', this.#nudge);
    removeEventListener('offline', this.#unplugged);
    document.removeEventListener('visibilitychange', this.#nudge);
    clearTimeout(this.#silence);
    clearTimeout(this.#again);
    this.#stopPolling();
    this.#socket?.close(1000);
    this.#socket = null;
    this.#welcomed = false;
    this.#asked.clear();
    this.#failures = 0;
    this.#state = 'idle';
  }
}

export const live = new LiveSocket();
