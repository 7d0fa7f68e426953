/** The parts of a brigade's desk, in the order they are shown; each is a page below `/brigade/<id>/`. */

import type { Key } from '$lib/i18n/index.svelte';

interface Part {
  /** The page's own piece of the address. */
  path: string;
  label: Key;
  /** Who sees it: everybody who sees the brigade, those who serve in it, those who command it. */
  for: 'see' | 'serve' | 'command';
}

export const PARTS: readonly Part[] = [
  { path: 'callouts', label: 'callout.console', for: 'see' },
  { path: 'rota', label: 'rota.tab', for: 'see' },
  { path: 'members', label: 'members.tab', for: 'command' },
  { path: 'vehicles', label: 'upkeep.tabs.vehicles', for: 'see' },
  { path: 'water', label: 'upkeep.tabs.water', for: 'see' },
  { path: 'training', label: 'upkeep.tabs.training', for: 'serve' },
  { path: 'hours', label: 'upkeep.tabs.hours', for: 'serve' }
];
