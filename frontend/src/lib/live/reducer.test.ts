import { describe, expect, it } from 'vitest';
import { Projections } from './reducer';

const put = (p: Projections<{ rev: number; v: string }>, stream: string, rev: number, v: string) =>
  p.put(stream, 's', { rev, v });

describe('projections', () => {
  it('keeps the newer revision whatever the order of the streams', () => {
    const p = new Projections<{ rev: number; v: string }>();
    expect(put(p, 'a', 2, 'new')).toEqual({ subject: 's', data: { rev: 2, v: 'new' } });
    expect(put(p, 'b', 1, 'old')).toBeNull();
  });

  it('keeps a subject that moved to another stream when the old one drops it afterwards', () => {
    const p = new Projections<{ rev: number; v: string }>();
    p.replace([{ subject: 's', data: { rev: 1, v: 'in a' } }]);
    put(p, 'b', 2, 'in b');
    expect(p.drop('a', 's')).toEqual({ subject: 's', data: { rev: 2, v: 'in b' } });
  });

  it('drops what no stream holds', () => {
    const p = new Projections<{ rev: number; v: string }>();
    p.replace([{ subject: 's', data: { rev: 1, v: 'x' } }]);
    expect(p.drop('a', 's')).toEqual({ subject: 's', data: null });
    expect(p.drop('a', 's')).toBeNull();
  });

  it('forgets a stream that may no longer be read', () => {
    const p = new Projections<{ rev: number; v: string }>();
    put(p, 'a', 1, 'x');
    p.put('b', 'other', { rev: 1, v: 'y' });
    expect(p.forget('a')).toEqual([{ subject: 's', data: null }]);
  });
});
