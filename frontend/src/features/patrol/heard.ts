/** Which incidents the desk was told of, and how grave they were then: each is announced once for each severity. */

import type { EventFrame } from '$lib/live/protocol';
import { isIncident, isOpen, RANK, type BoardItem, type PoliceIncident } from './types';

export class Heard {
  /** The gravest rank of each incident that the desk knows of. */
  readonly #ranks = new Map<string, number>();
  readonly #announce: (incident: PoliceIncident) => void;

  constructor(announce: (incident: PoliceIncident) => void) {
    this.#announce = announce;
  }

  /** What a snapshot holds. The first is the desk as it is found; a later one may bring what no event told. */
  snapshot(items: BoardItem[], first: boolean): void {
    const alarms = items.filter(isIncident).filter((one) => {
      const before = this.#learn(one);
      return !first && grave(one) && RANK[one.severity] > (before ?? (one.state === 'new' ? -1 : Infinity));
    });
    // The gravest last: its words are those that stay.
    alarms.sort((a, b) => RANK[a.severity] - RANK[b.severity]).forEach(this.#announce);
  }

  /** What an event says. What a catch-up brings is announced too while nobody has seen it: it is new to this screen. */
  event(frame: EventFrame<BoardItem>, fresh: boolean): void {
    if (!frame.data || !isIncident(frame.data)) return;
    const one = frame.data;
    const graver = RANK[one.severity] > (this.#learn(one) ?? -1);
    const reported = frame.kind === 'incident.reported' && (fresh || one.state === 'new');
    const escalated = frame.kind === 'incident.reclassified' && grave(one);
    if (graver && (reported || escalated)) this.#announce(one);
  }

  /** Keep the gravest rank; gives the one known before. */
  #learn(one: PoliceIncident): number | undefined {
    const before = this.#ranks.get(one.id);
    this.#ranks.set(one.id, Math.max(before ?? -1, RANK[one.severity]));
    return before;
  }
}

const grave = (one: PoliceIncident) => isOpen(one) && RANK[one.severity] >= RANK.high;
