/**
 * The state events build: the newest projection of each subject.
 *
 * A subject may reach a reader by several streams (an incident in two beats). It is there while one of them
 * still holds it, and the highest `rev` is what it shows, in whatever order the streams are read.
 */
const SNAPSHOT = '';

interface Held<T> {
  rev: number;
  data: T;
}

export type Change<T> = { subject: string; data: T | null };

export class Projections<T> {
  #held = new Map<string, Map<string, Held<T>>>();

  /** Forget everything and hold what a snapshot says. Returns the subjects with what they show. */
  replace(items: { subject: string; data: T }[]): Change<T>[] {
    this.#held.clear();
    for (const { subject, data } of items) {
      this.#held.set(subject, new Map([[SNAPSHOT, { rev: revOf(data), data }]]));
    }
    return items;
  }

  put(stream: string, subject: string, data: T): Change<T> | null {
    const before = this.#shown(subject);
    const byStream = this.#held.get(subject) ?? new Map<string, Held<T>>();
    const held = byStream.get(stream);
    const rev = revOf(data);
    if (held && held.rev > rev) return null;
    byStream.set(stream, { rev, data });
    this.#held.set(subject, byStream);
    return before && before.rev > rev ? null : { subject, data };
  }

  drop(stream: string, subject: string): Change<T> | null {
    const byStream = this.#held.get(subject);
    if (!byStream) return null;
    byStream.delete(stream);
    byStream.delete(SNAPSHOT);
    if (byStream.size === 0) this.#held.delete(subject);
    return { subject, data: this.#shown(subject)?.data ?? null };
  }

  /** A stream is no longer ours to read: what only it held goes. */
  forget(stream: string): Change<T>[] {
    const changes: Change<T>[] = [];
    for (const [subject, byStream] of [...this.#held]) {
      if (!byStream.has(stream)) continue;
      const change = this.drop(stream, subject);
      if (change) changes.push(change);
    }
    return changes;
  }

  #shown(subject: string): Held<T> | null {
    let best: Held<T> | null = null;
    for (const held of this.#held.get(subject)?.values() ?? []) {
      if (!best || held.rev >= best.rev) best = held;
    }
    return best;
  }
}

function revOf(data: unknown): number {
  const rev = (data as { rev?: unknown } | null)?.rev;
  return typeof rev === 'number' ? rev : 0;
}
