import { expect, it } from 'vitest';
import { backoff, parse, placeOf } from './protocol';

it('places a frame against what is applied', () => {
  const known = { epoch: '1', off: 5 };
  expect(placeOf(known, { epoch: 1, off: 6 })).toBe('next');
  expect(placeOf(known, { epoch: '1', off: 5 })).toBe('seen');
  expect(placeOf(known, { epoch: '1', off: 8 })).toBe('gap');
  expect(placeOf(known, { epoch: '2', off: 6 })).toBe('other-epoch');
});

it('backs off from 1 s to 30 s with jitter', () => {
  expect(backoff(0, () => 0)).toBe(500);
  expect(backoff(0, () => 1)).toBe(1000);
  expect(backoff(3, () => 1)).toBe(8000);
  expect(backoff(20, () => 1)).toBe(30_000);
});

it('refuses what is no frame', () => {
  expect(parse('nonsense')).toBeNull();
  expect(parse('42')).toBeNull();
  expect(parse('{"type":"pong"}')).toEqual({ type: 'pong' });
});
