/** Distances, areas and uncertainty in words of the page's language. */

import { t } from '$lib/i18n/index.svelte';

/** "350 m", "1.2 km". */
export function metresInWords(metres: number): string {
  if (metres < 950) return t('map.metres', { n: metres < 100 ? Math.round(metres / 10) * 10 : Math.round(metres / 50) * 50 });
  return t('map.kilometres', { n: metres < 9500 ? Math.round(metres / 100) / 10 : Math.round(metres / 1000) });
}

/** "4.2 ha", "3.1 km²". */
export function hectaresInWords(hectares: number): string {
  if (hectares >= 1000) return t('map.squareKilometres', { n: Math.round(hectares / 10) / 10 });
  return t('map.hectares', { n: hectares < 10 ? Math.round(hectares * 10) / 10 : Math.round(hectares) });
}

/** "approximate place, within 150 m"; empty where the place is exact. */
export function approximateInWords(radius: number | null | undefined): string {
  if (!radius) return '';
  return t('map.approximateWithin', { distance: metresInWords(radius) });
}
