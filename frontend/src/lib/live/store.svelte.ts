import { SvelteMap } from 'svelte/reactivity';
import { ApiError } from '$lib/api/errors';
import { placeOf, type EventFrame, type Position, type Snapshot } from './protocol';
import { Projections } from './reducer';
import { live, type Listener } from './socket.svelte';

interface Options<T> {
  /** Reads the state and the positions it is valid at. Called again on every reset. */
  snapshot: () => Promise<Snapshot<T>>;
  /** Told of what each snapshot holds; `first` is false for those that a reset or a retry brought. */
  onSnapshot?: (items: T[], first: boolean) => void;
  /** Told of each event applied; `fresh` is false for those replayed after an absence. */
  onEvent?: (frame: EventFrame<T>, fresh: boolean) => void;
  socket?: Pick<typeof live, 'attach' | 'detach' | 'resume'>;
}

const RETRY_MS = 5000;

/** What a screen shows: a snapshot kept current by the live streams it names. */
export class LiveStore<T> implements Listener {
  #shown = new SvelteMap<string, T>();
  #loading = $state(true);
  #error = $state.raw<ApiError | null>(null);
  #cut = $state(false);
  #projections = new Projections<T>();
  #positions = new Map<string, Position>();
  #buffer: { frame: EventFrame<T>; fresh: boolean }[] | null = null;
  #gone = new Set<string>();
  #stopped = true;
  /** A snapshot has been adopted since the start. */
  #known = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #options: Options<T>;
  #socket: NonNullable<Options<T>['socket']>;

  constructor(options: Options<T>) {
    this.#options = options;
    this.#socket = options.socket ?? live;
  }

  get items(): T[] {
    return [...this.#shown.values()];
  }
  get size(): number {
    return this.#shown.size;
  }
  get loading(): boolean {
    return this.#loading;
  }
  get error(): ApiError | null {
    return this.#error;
  }
  /** The snapshot was cut: there is more than is shown. */
  get cut(): boolean {
    return this.#cut;
  }
  get(subject: string): T | undefined {
    return this.#shown.get(subject);
  }

  /** Take the snapshot, then follow. */
  async start(): Promise<void> {
    this.#stopped = false;
    this.#known = false;
    this.#gone.clear();
    await this.reload();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#retry);
    this.#socket.detach(this);
  }

  /** Take the snapshot anew; events arriving meanwhile are kept and applied after it. */
  async reload(): Promise<void> {
    if (this.#buffer || this.#stopped) return;
    this.#buffer = [];
    clearTimeout(this.#retry);
    try {
      this.#adopt(await this.#options.snapshot());
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.#error = problem;
      if (!problem.temporary) this.#clear();
      if (problem.temporary && !this.#stopped) this.#retry = setTimeout(() => void this.reload(), RETRY_MS);
    } finally {
      this.#loading = false;
      const waiting = this.#buffer ?? [];
      this.#buffer = null;
      for (const { frame, fresh } of waiting) this.receive(frame, fresh);
    }
  }

  #adopt(snapshot: Snapshot<T>): void {
    if (this.#stopped) return;
    this.#error = null;
    this.#cut = snapshot.cut ?? false;
    this.#positions = new Map(Object.entries(snapshot.positions));
    this.#shown.clear();
    for (const { subject, data } of this.#projections.replace(snapshot.items)) {
      if (data !== null) this.#shown.set(subject, data);
    }
    this.#socket.attach(this);
    this.#options.onSnapshot?.(this.items, !this.#known);
    this.#known = true;
  }

  get streams(): string[] {
    return [...this.#positions.keys()];
  }

  position(stream: string): Position | null {
    return this.#positions.get(stream) ?? null;
  }

  receive(frame: EventFrame, fresh: boolean): void {
    const event = frame as EventFrame<T>;
    if (this.#buffer) {
      this.#buffer.push({ frame: event, fresh });
      return;
    }
    const known = this.#positions.get(event.stream);
    if (!known) return;
    const place = placeOf(known, event);
    if (place === 'seen') return;
    if (place === 'gap') return this.#socket.resume(event.stream);
    if (place === 'other-epoch') return void this.reload();
    this.#positions.set(event.stream, { epoch: event.epoch, off: event.off });
    this.#apply(event);
    this.#options.onEvent?.(event, fresh);
  }

  #apply({ stream, subject, data }: EventFrame<T>): void {
    const change =
      data === null ? this.#projections.drop(stream, subject) : this.#projections.put(stream, subject, data);
    if (!change) return;
    if (change.data === null) this.#shown.delete(subject);
    else this.#shown.set(subject, change.data);
  }

  reset(): void {
    void this.reload();
  }

  /** Nothing of what may no longer be read stays in sight. */
  lost(stream: string): void {
    if (!this.#positions.delete(stream)) return;
    if (this.#positions.size === 0) return this.#clear();
    for (const { subject, data } of this.#projections.forget(stream)) {
      if (data === null) this.#shown.delete(subject);
      else this.#shown.set(subject, data);
    }
    // Which of the snapshot's subjects came by that stream is not known: ask once what is left.
    if (this.#gone.has(stream)) return;
    this.#gone.add(stream);
    void this.reload();
  }

  #clear(): void {
    this.#projections.replace([]);
    this.#shown.clear();
  }
}
