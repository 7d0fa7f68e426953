/** Days as papers and standings name them: by the brigade's clock, wherever the reader's device is. */

import { i18n } from '$lib/i18n/index.svelte';

/** How far the zone's clock is ahead of UTC at this instant, in milliseconds. */
function ahead(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric',
    hour: 'numeric', minute: 'numeric', second: 'numeric'
  }).formatToParts(at);
  const n = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(n('year'), n('month') - 1, n('day'), n('hour'), n('minute'), n('second')) - at;
}

/** The instant at which the day `2026-03-29` begins, plus so many days. */
export function startOf(day: string, zone: string, plus = 0): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const label = Date.UTC(year, month - 1, date + plus);
  const guess = label - ahead(label, zone);
  return new Date(label - ahead(guess, zone)).toISOString();
}

/** The stretch from the first day to the last, both whole; without a last day it has no end. */
export function wholeDays(first: string, last: string, zone: string): { start: string; end: string | null } {
  return { start: startOf(first, zone), end: last ? startOf(last, zone, 1) : null };
}

/** Today as `2026-03-29`. */
export function today(zone: string, now = Date.now()): string {
  return new Date(now + ahead(now, zone)).toISOString().slice(0, 10);
}

export function dayIn(at: string, zone: string, month: 'long' | 'short' = 'long'): string {
  const style = { day: 'numeric', month, year: 'numeric', timeZone: zone } as const;
  return new Intl.DateTimeFormat(i18n.region, style).format(new Date(at));
}

/** The last day of something that ends at this instant: what ends at midnight ended the day before. */
export function lastDay(end: string, zone: string, month: 'long' | 'short' = 'long'): string {
  return dayIn(new Date(Date.parse(end) - 1).toISOString(), zone, month);
}
