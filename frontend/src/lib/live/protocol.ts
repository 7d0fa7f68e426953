/** Frames of `/ws/v1/live`, and the arithmetic of positions. Nothing here touches the network. */
export interface Position {
  epoch: string | number;
  off: number;
}

export interface EventFrame<T = unknown> {
  type: 'event';
  stream: string;
  epoch: string | number;
  off: number;
  kind: string;
  subject: string;
  at: string;
  data: T | null;
}

export type ServerFrame =
  | EventFrame
  | { type: 'welcome'; v: number; at: string }
  | { type: 'replay'; stream: string; epoch: string | number; from: number; to: number }
  | { type: 'reset'; stream: string; epoch: string | number; off: number; reason: string }
  | { type: 'live'; stream: string; epoch: string | number; off: number }
  | { type: 'tops'; tops: Record<string, [string | number, number]>; at: string }
  | { type: 'denied' | 'dropped'; stream: string; code: string }
  | { type: 'error'; code: string; message: string }
  | { type: 'pong' };

export interface Snapshot<T> {
  positions: Record<string, Position>;
  items: { subject: string; data: T }[];
  at: string;
  /** There is more than the server's screens take. */
  cut?: boolean;
}

/** Where an event stands against what is already applied. */
export type Place = 'next' | 'seen' | 'gap' | 'other-epoch';

export function placeOf(known: Position, frame: { epoch: string | number; off: number }): Place {
  if (String(frame.epoch) !== String(known.epoch)) return 'other-epoch';
  if (frame.off <= known.off) return 'seen';
  return frame.off === known.off + 1 ? 'next' : 'gap';
}

/** Wait before the nth try to reconnect (ms): doubling from 1 s to 30 s, between half and whole of it. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const whole = Math.min(30_000, 1000 * 2 ** Math.max(0, attempt));
  return Math.round(whole * (0.5 + random() / 2));
}

export function parse(text: string): ServerFrame | null {
  try {
    const frame: unknown = JSON.parse(text);
    return typeof frame === 'object' && frame !== null && 'type' in frame ? (frame as ServerFrame) : null;
  } catch {
    return null;
  }
}
