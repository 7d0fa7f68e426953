/** Time since, as short as a glance: "7 min", "3 h", "2 days". */

import { t } from '$lib/i18n/index.svelte';
import { clockTick } from '$lib/ui/clock.svelte';

export function since(at: string): string {
  const minutes = Math.max(0, Math.floor((clockTick.now - Date.parse(at)) / 60_000));
  if (minutes < 90) return t('patrol.minutes', { n: minutes });
  if (minutes < 48 * 60) return t('patrol.hours', { n: Math.floor(minutes / 60) });
  return t('patrol.days', { n: Math.floor(minutes / 1440) });
}
