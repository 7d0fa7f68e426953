/** The server's codes in words; a code without words stands as it is. */

import { i18n, t } from '$lib/i18n/index.svelte';
import { shortDayAt } from './days';
import type { SolverState } from './solver.svelte';
import type { Conflict } from './types';

function worded(room: string, code: string): string {
  const key = `${room}.${code.replace('.', '_')}`;
  return i18n.has(key) ? i18n.text(key) : code;
}

/** What stands between a person and a duty. */
export const obstacle = (code: string): string => worded('rota.obstacles', code);

/** Why a proposed duty was left out. */
export const leftFor = (code: string): string => worded('rota.left', code);

/** Hours by which something is missed, one decimal, never less than they are. */
export const tenths = (hours: number): number => Math.ceil(hours * 10) / 10;

/** A shift of the run by name and day. */
export function shiftWords(id: string, solver: SolverState, zone: string): string {
  const named = solver.named(id);
  return named ? `${named.name} (${shortDayAt(named.start, zone)})` : '';
}

/** What contradicts what, and by how much. */
export function conflictWords(one: Conflict, solver: SolverState, zone: string): string {
  const list = (parts: string[]) => parts.filter(Boolean).join(', ');
  return t(`rota.conflict.${one.rule}`, {
    who: list(one.people.map(solver.name)),
    shifts: list(one.duties.map((id) => shiftWords(id, solver, zone))),
    hours: tenths(one.relaxation)
  });
}
