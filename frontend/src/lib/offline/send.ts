/**
 * Sends what the outbox holds: in order, one at a time over all tabs and the service worker, each report under
 * the id it was born with, so that the server counts a repetition once. Knows no page and no framework.
 */
import * as db from './db';
import type { ReportAnswer } from '$lib/api/types';
import type { KeptPhoto, OutboxItem } from './types';

export interface Refusal {
  status: number;
  code: string;
  message: string;
  retryAfter?: number;
  canConfirm?: boolean;
}

/** How a request leaves: the page goes through lib/api, the service worker by itself. Rejects with a Refusal. */
export interface Carrier {
  post(path: string, body: unknown): Promise<unknown>;
  upload(path: string, form: FormData): Promise<unknown>;
}

export const CHANNEL = 'varta-outbox';
const LOCK = 'varta-outbox';
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 15 * 60_000;

/** How long a sent report, with the words of its receipt, waits on the phone to be looked at. */
export const SENT_KEPT_MS = 3 * 24 * 60 * 60_000;

const STALE_PAGE = 'auth.csrf';

/** Not delivered, though it may be later: unreachable, busy, broken. */
export function isTemporary(status: number): boolean {
  return status === 0 || status === 408 || status === 425 || status === 429 || status >= 500;
}

export function waitAfter(attempts: number, retryAfter?: number): number {
  if (retryAfter) return Math.min(LONGEST_WAIT_MS, retryAfter * 1000);
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, attempts - 1));
}

function asRefusal(problem: unknown): Refusal {
  if (typeof problem === 'object' && problem !== null && 'status' in problem) {
    const { status, code, message, data } = problem as Refusal & { data?: { retry_after?: number; can_confirm?: boolean } };
    return { status, code, message, retryAfter: data?.retry_after, canConfirm: data?.can_confirm };
  }
  throw problem;
}

async function sendPhoto(item: OutboxItem, photo: KeptPhoto, carrier: Carrier): Promise<void> {
  const form = new FormData();
  form.set('photo_id', photo.id);
  // Where no account owns the report, what it was sent with lets its photos in.
  form.set('retry_secret', item.payload.retry_secret);
  form.set('photo', photo.blob, photo.name);
  try {
    await carrier.upload(`/reports/${item.id}/photos`, form);
    photo.sent = true;
  } catch (problem) {
    const refusal = asRefusal(problem);
    if (isTemporary(refusal.status)) throw refusal;
    photo.refused = refusal.message;
  }
  await db.put('outbox', item);
}

/**
 * One try at one item. Returns false when the ones behind it should wait too: no way to the server, or it is
 * busy. What the server breaks on (5xx) may be this item alone, and must not hold the others back.
 */
export async function deliver(item: OutboxItem, carrier: Carrier, now: number): Promise<boolean> {
  try {
    if (!item.answer) {
      item.answer = (await carrier.post('/reports', item.payload)) as ReportAnswer;
      await db.put('outbox', item);
    }
    for (const photo of item.photos) if (!photo.sent && !photo.refused) await sendPhoto(item, photo, carrier);
    item.state = 'sent';
    item.sentAt = now;
    item.photos = item.photos.filter((photo) => photo.refused).map((photo) => ({ ...photo, blob: new Blob() }));
    delete item.problem;
    await db.put('outbox', item);
    return true;
  } catch (problem) {
    const refusal = asRefusal(problem);
    // A stale page is no fault of the report: the next page load brings a token that fits.
    const later = isTemporary(refusal.status) || refusal.code === STALE_PAGE;
    item.attempts += 1;
    const alone = refusal.status >= 500;
    item.problem = { code: refusal.code, message: refusal.message, canConfirm: refusal.canConfirm, alone };
    if (later) item.notBefore = now + waitAfter(item.attempts, refusal.retryAfter);
    else item.state = 'refused';
    await db.put('outbox', item);
    return !later || alone;
  }
}

/** Delete what was sent long ago and nobody looked at: a lost or shared phone must not tell who reported what. */
export async function forgetSent(now: number): Promise<void> {
  for (const item of await db.all<OutboxItem>('outbox')) {
    if (item.state === 'sent' && now - (item.sentAt ?? item.at) >= SENT_KEPT_MS) await db.remove('outbox', item.id);
  }
}

async function deliverAll(carrier: Carrier, hurry: boolean): Promise<void> {
  const waiting = (await db.all<OutboxItem>('outbox'))
    .filter((item) => item.state === 'waiting')
    .sort((a, b) => a.at - b.at);
  for (const item of waiting) {
    const now = Date.now();
    if (!hurry && item.notBefore > now) {
      if (item.problem?.alone) continue;
      return;
    }
    if (!(await deliver(item, carrier, now))) return;
  }
}

/** Try everything that is due (all of it when in a `hurry`: the network has just come back). */
export async function flush(carrier: Carrier, hurry = false): Promise<void> {
  const work = () => deliverAll(carrier, hurry);
  if (typeof navigator !== 'undefined' && navigator.locks) await navigator.locks.request(LOCK, work);
  else await work();
  await forgetSent(Date.now());
  if (typeof BroadcastChannel !== 'undefined') {
    const channel = new BroadcastChannel(CHANNEL);
    channel.postMessage('changed');
    channel.close();
  }
}
