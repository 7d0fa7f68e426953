/** What of the board is shown, and in which order. Kept in the page's address: a reload, a link and the way back have it too. */

import type { Severity } from '$lib/api/types';
import { SvelteSet } from 'svelte/reactivity';
import { ENDED_STATES, isOpen, OPEN_STATES, RANK, type PoliceIncident, type State } from './types';

export const SHOWN = ['open', 'mine', 'ended'] as const;
export const SORTS = ['urgency', 'newest', 'nearest'] as const;
export type Show = (typeof SHOWN)[number];
export type Sort = (typeof SORTS)[number];
export const SEVERITIES = (Object.keys(RANK) as Severity[]).sort((a, b) => RANK[b] - RANK[a]);

export class BoardFilter {
  readonly states: SvelteSet<State>;
  readonly severities: SvelteSet<Severity>;
  readonly beats: SvelteSet<string>;
  show = $state<Show>('open');
  sort = $state<Sort>('urgency');

  constructor(search = '') {
    const asked = new URLSearchParams(search);
    this.show = SHOWN.find((one) => one === asked.get('show')) ?? 'open';
    this.sort = SORTS.find((one) => one === asked.get('sort')) ?? 'urgency';
    this.states = new SvelteSet(known([...OPEN_STATES, ...ENDED_STATES], asked.get('state')));
    this.severities = new SvelteSet(known(SEVERITIES, asked.get('severity')));
    this.beats = new SvelteSet(parts(asked.get('beat')));
  }

  /** The states there are among what is shown: an ended one cannot be on the way. */
  readonly possible = $derived(this.show === 'ended' ? ENDED_STATES : OPEN_STATES);
  readonly #chosen = $derived.by(() => this.possible.filter((one) => this.states.has(one)));
  /** How many choices narrow the list. */
  readonly count = $derived.by(() => this.#chosen.length + this.severities.size + this.beats.size);

  /** As it stands in the address; empty where nothing differs from the usual. */
  readonly search = $derived.by(() => {
    const written = new URLSearchParams();
    if (this.show !== 'open') written.set('show', this.show);
    if (this.sort !== 'urgency') written.set('sort', this.sort);
    const sets = { state: this.#chosen, severity: [...this.severities], beat: [...this.beats] };
    for (const [name, values] of Object.entries(sets)) if (values.length) written.set(name, values.sort().join('.'));
    const text = written.toString();
    return text && `?${text}`;
  });

  clear(): void {
    for (const set of [this.states, this.severities, this.beats]) set.clear();
  }

  fits(one: PoliceIncident, unitId: string | null): boolean {
    if (this.severities.size && !this.severities.has(one.severity)) return false;
    if (this.beats.size && !this.beats.has(one.beat_id)) return false;
    if (this.#chosen.length && !this.#chosen.includes(one.state)) return false;
    return this.#isShown(one, unitId);
  }

  #isShown(one: PoliceIncident, unitId: string | null): boolean {
    if (this.show === 'mine') return isOpen(one) && one.unit?.id === unitId && !!unitId;
    return this.show === 'open' ? isOpen(one) || one.contested : !isOpen(one);
  }
}

const parts = (text: string | null) => (text ?? '').split('.').filter(Boolean);
const known = <T extends string>(all: readonly T[], text: string | null) => all.filter((one) => parts(text).includes(one));
