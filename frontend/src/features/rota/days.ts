/** Weeks and days on the chief's calendar, by this device's clock. */

import { i18n } from '$lib/i18n/index.svelte';

export const DAY_MS = 86_400_000;

/** Midnight of the Monday of this week, so many weeks on. */
export function monday(now: Date, weeks: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - ((now.getDay() + 6) % 7) + weeks * 7);
}

export const plus = (day: Date, n: number): Date => new Date(day.getFullYear(), day.getMonth(), day.getDate() + n);

/** `2026-03-29`, as shifts name their day. */
export const iso = (day: Date): string =>
  [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((n) => String(n).padStart(2, '0')).join('-');

export const shortDay = (day: Date | string): string =>
  new Intl.DateTimeFormat(i18n.language, { weekday: 'short', day: 'numeric', month: 'short' }).format(new Date(day));

export const stretch = (from: Date, to: Date): string =>
  new Intl.DateTimeFormat(i18n.language, { day: 'numeric', month: 'long' }).formatRange(from, to);

export const hourOf = (at: string | Date): string =>
  new Intl.DateTimeFormat(i18n.language, { hour: '2-digit', minute: '2-digit' }).format(new Date(at));
