/** Moments in words. `zone`: whose clock is meant where it is not this device's. */

import { i18n } from './index.svelte';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** One clock of 24 hours in both languages, as on the labels of shifts and on papers. */
export const HOURS = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

/** "14 min ago" in the page's language; absolute after a week. */
export function ago(at: string | Date, now: number = Date.now()): string {
  const date = new Date(at);
  const passed = now - date.getTime();
  const relative = new Intl.RelativeTimeFormat(i18n.region, { numeric: 'auto', style: 'short' });
  if (passed < 45_000 && passed > -45_000) return i18n.text('common.now');
  if (Math.abs(passed) < HOUR) return relative.format(-Math.round(passed / MINUTE), 'minute');
  if (Math.abs(passed) < DAY) return relative.format(-Math.round(passed / HOUR), 'hour');
  if (Math.abs(passed) < 7 * DAY) return relative.format(-Math.round(passed / DAY), 'day');
  return day(date);
}

const words = (at: string | Date, style: Intl.DateTimeFormatOptions, timeZone?: string): string =>
  new Intl.DateTimeFormat(i18n.region, { ...style, timeZone }).format(new Date(at));

export const exact = (at: string | Date, zone?: string): string =>
  words(at, { dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23' }, zone);

export const clock = (at: string | Date, zone?: string): string => words(at, HOURS, zone);

export const day = (at: string | Date, zone?: string): string =>
  words(at, { day: 'numeric', month: 'long', year: 'numeric' }, zone);

/** Day and time in few letters: "Sat, 21 Nov, 20:00". */
export const moment = (at: string | Date, zone?: string): string =>
  words(at, { weekday: 'short', day: 'numeric', month: 'short', ...HOURS }, zone);

/** Whether this device's clock shows another time than the zone's now. */
export function elsewhere(zone: string): boolean {
  const now = new Date();
  return clock(now, zone) !== clock(now);
}
