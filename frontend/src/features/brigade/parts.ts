/** The parts of a brigade's desk, in the order they are shown; each is a page below `/brigade/<id>/`. */

import type { Key } from '$lib/i18n/index.svelte';
import type { BrigadeState, Verb } from './brigade.svelte';

interface Part {
  /** The page's own piece of the address. */
  path: string;
  label: Key;
  /** Who sees it: everybody who sees the brigade, else those who may do one of these. */
  for: 'see' | readonly Verb[];
}

const PARTS: readonly Part[] = [
  { path: 'callouts', label: 'callout.console', for: 'see' },
  { path: 'rota', label: 'rota.tab', for: 'see' },
  { path: 'members', label: 'members.tab', for: ['command'] },
  { path: 'vehicles', label: 'upkeep.tabs.vehicles', for: 'see' },
  { path: 'water', label: 'upkeep.tabs.water', for: 'see' },
  { path: 'training', label: 'upkeep.tabs.training', for: ['serve'] },
  { path: 'hours', label: 'upkeep.tabs.hours', for: ['serve'] },
  { path: 'settings', label: 'members.settings.tab', for: ['command', 'administer'] }
];

/** The parts that the reader of this desk may open. */
export const partsFor = (desk: BrigadeState): Part[] =>
  PARTS.filter((part) => part.for === 'see' || part.for.some((verb) => desk.may(verb)));
