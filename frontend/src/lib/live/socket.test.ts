import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveSocket } from './socket.svelte';
import { LiveStore } from './store.svelte';
import type { Snapshot } from './protocol';

interface Item {
  rev: number;
  v: string;
}

class FakeSocket {
  static made: FakeSocket[] = [];
  readyState = 1;
  sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  constructor(readonly url: string) {
    FakeSocket.made.push(this);
  }
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.readyState = 3;
  }
  says(frame: object) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

const last = () => FakeSocket.made[FakeSocket.made.length - 1] as FakeSocket;
const event = (off: number, subject: string, data: Item | null, stream = 'a') => ({
  type: 'event', stream, epoch: '1', off, kind: 'k', subject, at: '', data
});

function setUp(snapshots: Snapshot<Item>[]) {
  const socket = new LiveSocket();
  const seen: [string, boolean][] = [];
  const snapshot = vi.fn(async () => snapshots.shift() as Snapshot<Item>);
  const store = new LiveStore<Item>({
    snapshot,
    socket,
    onEvent: (frame, fresh) => seen.push([frame.subject, fresh])
  });
  return { socket, store, seen, snapshot };
}

const first: Snapshot<Item> = {
  positions: { a: { epoch: '1', off: 3 } },
  items: [{ subject: 's1', data: { rev: 1, v: 'one' } }],
  at: ''
};

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.made = [];
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('location', { protocol: 'https:', host: 'varta.test' });
  vi.stubGlobal('document', { visibilityState: 'visible', addEventListener() {}, removeEventListener() {}, cookie: '' });
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('removeEventListener', () => {});
  vi.spyOn(Math, 'random').mockReturnValue(1);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it('asks for many streams in pieces: the first with the greeting, the rest after the welcome', async () => {
  const names = Array.from({ length: 600 }, (_, n) => `beat:${n}`);
  const positions = Object.fromEntries(names.map((name) => [name, { epoch: '1', off: 3 }]));
  const { store } = setUp([{ positions, items: [], at: '' }]);
  await store.start();
  last().onopen?.();
  const asked = () => last().sent.map((one) => [one.type, (one.streams as unknown[]).length]);
  expect(asked()).toEqual([['hello', 256]]);
  last().says({ type: 'welcome', v: 1, at: '' });
  expect(asked()).toEqual([['hello', 256], ['subscribe', 256], ['subscribe', 88]]);
  const told = last().sent.flatMap((one) => one.streams as { stream: string; off: number }[]);
  expect(told.map((one) => one.stream)).toEqual(names);
  expect(new Set(told.map((one) => one.off))).toEqual(new Set([3]));
  store.stop();
});

describe('the live socket', () => {
  it('says hello with the snapshot position and applies replay, then live', async () => {
    const { socket, store, seen } = setUp([first]);
    await store.start();
    last().onopen?.();
    expect(last().url).toBe('wss://varta.test/ws/v1/live');
    expect(last().sent).toEqual([{ type: 'hello', v: 1, streams: [{ stream: 'a', epoch: '1', off: 3 }] }]);
    last().says({ type: 'welcome', v: 1, at: '' });
    last().says({ type: 'replay', stream: 'a', epoch: '1', from: 4, to: 5 });
    expect([socket.state, socket.behind]).toEqual(['catching', 2]);
    last().says(event(4, 's2', { rev: 1, v: 'two' }));
    last().says(event(5, 's1', null));
    last().says({ type: 'live', stream: 'a', epoch: '1', off: 5 });
    last().says(event(6, 's3', { rev: 1, v: 'three' }));
    last().says(event(6, 's3', { rev: 9, v: 'twice' }));
    expect(socket.state).toBe('live');
    expect(store.items.map((item) => item.v)).toEqual(['two', 'three']);
    expect(seen).toEqual([['s2', false], ['s1', false], ['s3', true]]);
  });

  it('takes a new snapshot on reset and keeps what came meanwhile', async () => {
    const { store, snapshot } = setUp([
      first,
      { positions: { a: { epoch: '2', off: 9 } }, items: [{ subject: 's9', data: { rev: 1, v: 'nine' } }], at: '' }
    ]);
    await store.start();
    last().onopen?.();
    last().says({ type: 'welcome', v: 1, at: '' });
    last().says({ type: 'reset', stream: 'a', epoch: '2', off: 9, reason: 'epoch' });
    last().says({ ...event(10, 's10', { rev: 1, v: 'ten' }), epoch: '2' });
    await vi.waitFor(() => expect(store.items.map((item) => item.v)).toEqual(['nine', 'ten']));
    expect(snapshot).toHaveBeenCalledTimes(2);
  });

  it('tells of each snapshot, and which one a reset brought', async () => {
    const told: [string[], boolean][] = [];
    const second = { ...first, items: [...first.items, { subject: 's2', data: { rev: 1, v: 'two' } }] };
    const snapshots = [first, second, first];
    const store = new LiveStore<Item>({
      snapshot: async () => snapshots.shift() as Snapshot<Item>,
      onSnapshot: (items, found) => told.push([items.map((item) => item.v), found]),
      socket: new LiveSocket()
    });
    await store.start();
    await store.reload();
    store.stop();
    await store.start();
    expect(told).toEqual([[['one'], true], [['one', 'two'], false], [['one'], true]]);
  });

  it('asks again from what it holds when an event is missing', async () => {
    const { store } = setUp([first]);
    await store.start();
    last().onopen?.();
    last().says({ type: 'welcome', v: 1, at: '' });
    last().says(event(7, 's7', { rev: 1, v: 'too early' }));
    expect(store.items.map((item) => item.v)).toEqual(['one']);
    expect(last().sent.slice(1)).toEqual([
      { type: 'unsubscribe', streams: ['a'] },
      { type: 'subscribe', streams: [{ stream: 'a', epoch: '1', off: 3 }] }
    ]);
  });

  it('gives a second screen what came between its snapshot and its joining', async () => {
    const { socket, store } = setUp([first]);
    await store.start();
    last().onopen?.();
    last().says({ type: 'welcome', v: 1, at: '' });
    last().says(event(4, 's4', { rev: 1, v: 'four' }));
    const late = new LiveStore<Item>({ snapshot: async () => first, socket });
    await late.start();
    expect(last().sent.slice(1)).toEqual([
      { type: 'unsubscribe', streams: ['a'] },
      { type: 'subscribe', streams: [{ stream: 'a', epoch: '1', off: 3 }] }
    ]);
    last().says(event(4, 's4', { rev: 1, v: 'four' }));
    expect([store, late].map((one) => one.get('s4')?.v)).toEqual(['four', 'four']);
    const even = new LiveStore<Item>({
      snapshot: async () => ({ ...first, positions: { a: { epoch: '1', off: 4 } } }),
      socket
    });
    await even.start();
    expect(last().sent).toHaveLength(3);
  });

  it('asks again when the tops show it behind twice running', async () => {
    const { store } = setUp([first]);
    await store.start();
    last().onopen?.();
    last().says({ type: 'welcome', v: 1, at: '' });
    last().says({ type: 'tops', tops: { a: ['1', 4] }, at: '' });
    expect(last().sent).toHaveLength(1);
    last().says({ type: 'tops', tops: { a: ['1', 4] }, at: '' });
    expect(last().sent.slice(1).map((m) => m.type)).toEqual(['unsubscribe', 'subscribe']);
  });

  it('leaves a silent connection after 40 s and comes back from its position', async () => {
    const { socket, store } = setUp([first]);
    await store.start();
    last().onopen?.();
    last().says({ type: 'welcome', v: 1, at: '' });
    last().says(event(4, 's4', { rev: 1, v: 'four' }));
    vi.advanceTimersByTime(40_000);
    expect(socket.state).toBe('offline');
    vi.advanceTimersByTime(1000);
    expect(FakeSocket.made).toHaveLength(2);
    last().onopen?.();
    expect(last().sent[0]).toEqual({ type: 'hello', v: 1, streams: [{ stream: 'a', epoch: '1', off: 4 }] });
  });

  it('loses what only a taken-away stream held', async () => {
    const { store } = setUp([{ ...first, items: [] }]);
    await store.start();
    last().onopen?.();
    last().says({ type: 'welcome', v: 1, at: '' });
    last().says(event(4, 's4', { rev: 1, v: 'four' }));
    last().says({ type: 'dropped', stream: 'a', code: 'forbidden' });
    expect(store.items).toEqual([]);
    last().says(event(5, 's5', { rev: 1, v: 'five' }));
    expect(store.items).toEqual([]);
  });

  it('shows nothing any more of a snapshot whose stream was taken away', async () => {
    const two = { a: { epoch: '1', off: 3 }, b: { epoch: '1', off: 1 } };
    const both = [{ subject: 's1', data: { rev: 1, v: 'of a' } }, { subject: 's2', data: { rev: 1, v: 'of b' } }];
    const { store, snapshot } = setUp([
      { positions: two, items: both, at: '' },
      { positions: { b: two.b }, items: both.slice(1), at: '' }
    ]);
    await store.start();
    last().onopen?.();
    last().says({ type: 'welcome', v: 1, at: '' });
    last().says({ type: 'dropped', stream: 'a', code: 'not_found' });
    await vi.waitFor(() => expect(store.items.map((item) => item.v)).toEqual(['of b']));
    last().says({ type: 'dropped', stream: 'b', code: 'not_found' });
    expect(store.items).toEqual([]);
    expect(snapshot).toHaveBeenCalledTimes(2);
  });

  it('comes back at once when it was too slow, and asks who we are when the session ended', async () => {
    const asked = vi.fn(async () => new Response('{"person":null,"roles":[],"capabilities":[],"receipts":[],"streams":[],"socket_url":"","emergency":[]}'));
    vi.stubGlobal('fetch', asked);
    const { store } = setUp([first]);
    await store.start();
    last().onopen?.();
    last().says({ type: 'welcome', v: 1, at: '' });
    last().onclose?.({ code: 4008 });
    await vi.advanceTimersByTimeAsync(1000);
    expect(FakeSocket.made).toHaveLength(2);
    last().onclose?.({ code: 4401 });
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it('polls the same events when sockets do not get through', async () => {
    const page = { stream: 'a', epoch: '1', top: 4, floor: 1, reset: false };
    const sent = { off: 4, kind: 'k', subject: 's4', at: '', data: { rev: 1, v: 'four' } };
    const answers = [{ ...page, events: [sent] }];
    vi.stubGlobal('fetch', vi.fn(async () => new Response(JSON.stringify(answers.shift() ?? { ...page, events: [] }))));
    const { socket, store } = setUp([first]);
    await store.start();
    for (let tries = 0; tries < 3; tries++) {
      last().onclose?.({ code: 1006 });
      await vi.advanceTimersByTimeAsync(4000);
    }
    await vi.advanceTimersByTimeAsync(6000);
    expect(socket.state).toBe('polling');
    expect(store.items.map((item) => item.v)).toEqual(['one', 'four']);
    expect(vi.mocked(fetch).mock.calls[0]?.[0]).toBe('/api/v1/events?stream=a&epoch=1&after=3');
  });
});
