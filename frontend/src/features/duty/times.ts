/** Days and hours of duties in words, and the choices of *until when*. */

import { startOf, today } from '$features/brigade/days';
import { instant, nextDay } from '$features/upkeep/period';
import { i18n, t } from '$lib/i18n/index.svelte';

const HOUR_MS = 3_600_000;

function dayWords(at: string | Date): string {
  return new Intl.DateTimeFormat(i18n.region, { weekday: 'long', day: 'numeric', month: 'long' }).format(new Date(at));
}

/** Short name of a weekday, 0 for Monday; 2024-01-01 was one. */
export const weekday = (n: number): string =>
  new Intl.DateTimeFormat(i18n.region, { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + n));

/** "Mon, Tue", or that it is every day. */
export const weekdays = (days: readonly number[]): string =>
  days.length === 7 ? t('duty.week.daily') : days.map(weekday).join(', ');

/** Day and hours of a shift as its labels say: the clocks of the brigade, wherever the reader is. */
export function shiftWords(shift: { day: string; labels: string[] }): string {
  return `${dayWords(`${shift.day}T12:00`)}, ${shift.labels.join('–')}`;
}

/** A duty in one line: its shift, day and hours. */
export const dutyWords = (shift: { name: string; day: string; labels: string[] }): string =>
  `${shift.name}, ${shiftWords(shift)}`;

/** "in 3 h", "in 2 days"; empty while it runs. */
export function until(at: string, now: number): string {
  const left = Date.parse(at) - now;
  if (left <= 0) return '';
  const relative = new Intl.RelativeTimeFormat(i18n.region, { numeric: 'always' });
  if (left < HOUR_MS) return relative.format(Math.ceil(left / 60_000), 'minute');
  if (left < 36 * HOUR_MS) return relative.format(Math.round(left / HOUR_MS), 'hour');
  return relative.format(Math.round(left / (24 * HOUR_MS)), 'day');
}

/** Ends offered with one tap, by the clock of the person's own zone: two hours, tonight at midnight, tomorrow at eight, a week. */
export function ends(now: Date, zone: string): { label: string; at: Date }[] {
  const day = today(zone, now.getTime());
  return [
    { label: t('duty.until.hours', { n: 2 }), at: new Date(now.getTime() + 2 * HOUR_MS) },
    { label: t('duty.until.tonight'), at: new Date(startOf(day, zone, 1)) },
    { label: t('duty.until.morning'), at: new Date(instant(nextDay(day), '08:00', zone)) },
    { label: t('duty.until.week'), at: new Date(now.getTime() + 7 * 24 * HOUR_MS) }
  ];
}

/** Until when a word holds that is said with one tap: the next eight in the morning that is not about to come. */
export function usualEnd(now: Date, zone: string): Date {
  const day = today(zone, now.getTime());
  const morning = new Date(instant(day, '08:00', zone));
  return morning.getTime() - now.getTime() >= 2 * HOUR_MS ? morning : new Date(instant(nextDay(day), '08:00', zone));
}

/** The value of a `datetime-local` field as a moment of the zone's clock; null while it is empty. */
export function parsed(local: string, zone: string): Date | null {
  const [day, time] = local.split('T');
  return day && time && !Number.isNaN(Date.parse(local)) ? new Date(instant(day, time.slice(0, 5), zone)) : null;
}
