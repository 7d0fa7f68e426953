import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '$lib/api/errors';
import * as db from './db';
import { flush, forgetSent, SENT_KEPT_MS, waitAfter, type Carrier } from './send';
import type { OutboxItem } from './types';

const payload = (id: string) => ({
  id, retry_secret: `secret-${id}`, category: 'hazard.dark', lon: 28.4, lat: 49.2,
  happened_at: '2026-05-01T10:00:00Z', description: 'Темно', anonymous: true
});
const answer = (id: string) => ({
  id, reference: 'K7M2-Q9D', receipt: 'ten words', state: 'new', public_label: 'Нове', next_step: '', photos_left: 4
});
const item = (id: string, at: number, photos = 0): OutboxItem => ({
  id, at, payload: payload(id), title: id, state: 'waiting', attempts: 0, notBefore: 0,
  photos: Array.from({ length: photos }, (_, n) => ({ id: `${id}-p${n}`, blob: new Blob(['x']), name: 'a.jpg' }))
});

/** A server that keeps what it took and can fail in any of the ways networks do. */
class Server implements Carrier {
  reports = new Map<string, unknown>();
  photos: string[] = [];
  asked: string[] = [];
  secrets: string[] = [];
  paths = new Set<string>();
  fail: (ApiError | 'after-taking' | null)[] = [];
  async post(path: string, body: unknown) {
    this.paths.add(path);
    const report = body as { id: string };
    this.asked.push(report.id);
    const how = this.fail.shift() ?? null;
    if (how instanceof ApiError) throw how;
    this.reports.set(report.id, structuredClone(body));
    if (how === 'after-taking') throw new ApiError(0, 'network', 'cut');
    return answer(report.id);
  }
  async upload(_path: string, form: FormData) {
    const how = this.fail.shift() ?? null;
    if (how instanceof ApiError) throw how;
    this.photos.push(String(form.get('photo_id')));
    this.secrets.push(String(form.get('retry_secret')));
    return {};
  }
}

const kept = async (id: string) => (await db.get<OutboxItem>('outbox', id)) as OutboxItem;
const cut = () => new ApiError(0, 'network', 'cut');

beforeEach(async () => {
  for (const old of await db.all<OutboxItem>('outbox')) await db.remove('outbox', old.id);
});

describe('the outbox', () => {
  it('sends in the order of writing and keeps each answer', async () => {
    const server = new Server();
    await db.put('outbox', item('b', 2));
    await db.put('outbox', item('a', 1, 2));
    await flush(server);
    expect(server.asked).toEqual(['a', 'b']);
    expect(server.photos).toEqual(['a-p0', 'a-p1']);
    expect(server.secrets).toEqual(['secret-a', 'secret-a']);
    expect([...server.paths]).toEqual(['/reports']);
    expect((await kept('a')).state).toBe('sent');
    expect((await kept('a')).answer?.reference).toBe('K7M2-Q9D');
    expect((await kept('a')).photos).toEqual([]);
  });

  it('does not let a report the server breaks on hold back the ones behind it', async () => {
    const server = new Server();
    server.fail = [new ApiError(500, 'internal', 'broken')];
    await db.put('outbox', item('a', 1));
    await db.put('outbox', item('b', 2));
    await flush(server);
    expect([(await kept('a')).state, (await kept('b')).state]).toEqual(['waiting', 'sent']);
    await db.put('outbox', item('c', 3));
    await flush(server);
    expect((await kept('c')).state).toBe('sent');
  });

  it('keeps a report whose page had grown stale for the next page', async () => {
    const server = new Server();
    server.fail = [new ApiError(403, 'auth.csrf', 'stale')];
    await db.put('outbox', item('a', 1));
    await flush(server);
    expect((await kept('a')).state).toBe('waiting');
    await flush(server, true);
    expect((await kept('a')).state).toBe('sent');
  });

  it('repeats the very same body when the answer was lost, so that it is one report', async () => {
    const server = new Server();
    server.fail = ['after-taking'];
    await db.put('outbox', item('a', 1));
    await flush(server);
    expect((await kept('a')).state).toBe('waiting');
    await db.close();
    await flush(server, true);
    expect(server.asked).toEqual(['a', 'a']);
    expect([...server.reports]).toEqual([['a', payload('a')]]);
    expect((await kept('a')).state).toBe('sent');
  });

  it('waits with the rest when the network is gone, and longer each time', async () => {
    const server = new Server();
    server.fail = [cut()];
    await db.put('outbox', item('a', 1));
    await db.put('outbox', item('b', 2));
    await flush(server);
    expect(server.asked).toEqual(['a']);
    await flush(server);
    expect(server.asked).toEqual(['a']);
    expect((await kept('a')).notBefore).toBeGreaterThan(Date.now() + 4000);
    expect([1, 2, 3, 20].map((n) => waitAfter(n))).toEqual([5000, 10_000, 20_000, 900_000]);
    expect(waitAfter(1, 60)).toBe(60_000);
  });

  it('does not let a refused report hold up the next', async () => {
    const server = new Server();
    server.fail = [new ApiError(422, 'outside', 'Поза містом')];
    await db.put('outbox', item('a', 1));
    await db.put('outbox', item('b', 2));
    await flush(server);
    expect(await kept('a')).toMatchObject({ state: 'refused', problem: { code: 'outside', message: 'Поза містом' } });
    expect((await kept('b')).state).toBe('sent');
  });

  it('goes on with the photos after the report itself was taken, each once', async () => {
    const server = new Server();
    server.fail = [null, null, cut()];
    await db.put('outbox', item('a', 1, 2));
    await flush(server);
    expect(server.photos).toEqual(['a-p0']);
    await flush(server, true);
    expect(server.asked).toEqual(['a']);
    expect(server.photos).toEqual(['a-p0', 'a-p1']);
  });

  it('forgets what was sent three days ago, words and all, and never what still waits or was refused', async () => {
    const server = new Server();
    await db.put('outbox', item('a', 1));
    await flush(server);
    expect((await kept('a')).answer?.receipt).toBe('ten words');
    await db.put('outbox', item('b', 2));
    const refused: OutboxItem = { ...item('c', 3), state: 'refused' };
    await db.put('outbox', refused);
    const sent = (await kept('a')).sentAt as number;
    await forgetSent(sent + SENT_KEPT_MS - 1);
    expect(await kept('a')).toBeDefined();
    await forgetSent(sent + SENT_KEPT_MS);
    expect(await kept('a')).toBeUndefined();
    expect([(await kept('b')).state, (await kept('c')).state]).toEqual(['waiting', 'refused']);
  });

  it('tells of a photo the server cannot use and sends the report all the same', async () => {
    const server = new Server();
    server.fail = [null, new ApiError(422, 'photo', 'Не фото')];
    await db.put('outbox', item('a', 1, 1));
    await flush(server);
    expect(await kept('a')).toMatchObject({ state: 'sent', photos: [{ refused: 'Не фото' }] });
  });
});
