/** The server's codes in words; a code without words stands as it is. */

import { i18n } from '$lib/i18n/index.svelte';

function worded(room: string, code: string): string {
  const key = `${room}.${code.replace('.', '_')}`;
  return i18n.has(key) ? i18n.text(key) : code;
}

/** What stands between a person and a duty. */
export const obstacle = (code: string): string => worded('rota.obstacles', code);

/** Why a proposed duty was left out. */
export const leftFor = (code: string): string => worded('rota.left', code);
