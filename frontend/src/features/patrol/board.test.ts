import { afterEach, expect, it, vi } from 'vitest';
import { api } from '$lib/api/client';
import { BoardState } from './board.svelte';

vi.mock('$lib/live/socket.svelte', () => ({ live: { attach() {}, detach() {}, resume() {} } }));
afterEach(() => vi.restoreAllMocks());

it('alarms of what a snapshot taken anew shows to be graver, and not of what it found', async () => {
  const severities = ['low', 'critical', 'critical'];
  vi.spyOn(api, 'get').mockImplementation(async (path: string) => {
    if (path === '/categories') return new Promise(() => undefined);
    if (path !== '/incidents/board') return { positions: {}, items: [], at: '' };
    const data = { id: 'a', reference: 'R', rev: 1, state: 'new', severity: severities.shift() };
    return { positions: {}, items: [{ subject: 'incident:a', data }], at: '' };
  });
  const told: string[] = [];
  const board = new BoardState((incident) => told.push(`${incident.id} ${incident.severity}`));
  await board.start();
  expect(told).toEqual([]);
  await board.retry();
  await board.retry();
  expect(told).toEqual(['a critical']);
  board.stop();
});
