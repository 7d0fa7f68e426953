/** Weeks and days on the chief's calendar, by the brigade's clock wherever the chief is. A day is `2026-03-29`. */

import { HOURS } from '$lib/i18n/dates';
import { i18n } from '$lib/i18n/index.svelte';

export { startOf, today } from '$features/brigade/days';

const DAY_MS = 86_400_000;

const label = (day: string): number => Date.parse(`${day}T00:00:00Z`);

export const plus = (day: string, n: number): string => new Date(label(day) + n * DAY_MS).toISOString().slice(0, 10);

/** The Monday of the week this day is in, so many weeks on. */
export function monday(day: string, weeks: number): string {
  return plus(day, weeks * 7 - ((new Date(label(day)).getUTCDay() + 6) % 7));
}

const words = (style: Intl.DateTimeFormatOptions, timeZone = 'UTC'): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(i18n.region, { ...style, timeZone });

const SHORT = { weekday: 'short', day: 'numeric', month: 'short' } as const;

export const shortDay = (day: string): string => words(SHORT).format(label(day));

export const weekdayOf = (day: string): string => words({ weekday: 'short' }).format(label(day));

export const shortDayAt = (at: string, zone: string): string => words(SHORT, zone).format(Date.parse(at));

export const longDay = (day: string): string =>
  words({ day: 'numeric', month: 'long', year: 'numeric' }).format(label(day));

export const stretch = (from: string, to: string): string =>
  words({ day: 'numeric', month: 'long' }).formatRange(label(from), label(to));

export const hourAt = (at: string, zone: string): string =>
  words(HOURS, zone).format(Date.parse(at));

/** `2026-03-29 14`: the day and the hour that the brigade's clock shows. */
export function hourLabel(at: string, zone: string): string {
  const style = { dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23', timeZone: zone } as const;
  return new Intl.DateTimeFormat('sv', style).format(Date.parse(at)).slice(0, 13);
}
