import { describe, expect, it } from 'vitest';
import { Heard } from './heard';
import type { PoliceIncident } from './types';

const one = (id: string, severity: string, more: Partial<PoliceIncident> = {}) =>
  ({ id, reference: `R-${id}`, rev: 1, severity, state: 'new', ...more }) as PoliceIncident;

function desk() {
  const told: string[] = [];
  const heard = new Heard((incident) => told.push(`${incident.id} ${incident.severity}`));
  const event = (kind: string, data: PoliceIncident, fresh = true) =>
    heard.event({ type: 'event', stream: 'beat:1', epoch: 1, off: 1, kind, subject: '', at: '', data }, fresh);
  return { told, heard, event };
}

describe('what the desk is alarmed of', () => {
  it('tells of what is reported, each once; of a catch-up what nobody has seen', () => {
    const { told, event } = desk();
    event('incident.reported', one('a', 'low'));
    event('incident.reported', one('a', 'low'));
    event('incident.reported', one('b', 'high', { state: 'triaged' }), false);
    event('incident.reported', one('c', 'high'), false);
    expect(told).toEqual(['a low', 'c high']);
  });

  it('tells of one that becomes high, and again of one that becomes critical, once each', () => {
    const { told, heard, event } = desk();
    heard.snapshot([one('a', 'low')], true);
    event('incident.reclassified', one('a', 'medium'));
    event('incident.reclassified', one('a', 'high', { state: 'on_scene' }), false);
    event('incident.noted', one('a', 'high'));
    event('incident.reclassified', one('a', 'low'));
    event('incident.reclassified', one('a', 'high'));
    event('incident.reclassified', one('a', 'critical'));
    expect(told).toEqual(['a high', 'a critical']);
  });

  it('is silent of what it finds at first, and of other events', () => {
    const { told, heard, event } = desk();
    heard.snapshot([one('a', 'critical')], true);
    event('incident.acknowledged', one('a', 'critical', { state: 'triaged' }));
    event('incident.acknowledged', one('b', 'critical', { state: 'triaged' }));
    expect(told).toEqual([]);
  });

  it('tells after a reset of the new and the graver ones, the gravest last, and never twice', () => {
    const { told, heard, event } = desk();
    const after = [
      one('critical-new', 'critical'),
      one('a', 'high', { state: 'triaged' }),
      one('low-new', 'low'),
      one('seen-by-others', 'high', { state: 'triaged' }),
      one('over', 'critical', { state: 'closed' })
    ];
    heard.snapshot([one('a', 'low')], true);
    heard.snapshot(after, false);
    heard.snapshot(after, false);
    event('incident.reported', one('critical-new', 'critical'), false);
    expect(told).toEqual(['a high', 'critical-new critical']);
  });
});
