/** Days and clock times of the brigade's own zone, and lengths of time in figures. */

import { HOURS } from '$lib/i18n/dates';
import { i18n } from '$lib/i18n/index.svelte';

const MINUTE = 60_000;
const part = (parts: Intl.DateTimeFormatPart[], type: string) => parts.find((one) => one.type === type)?.value ?? '';

/** What the clock in the zone is ahead of UTC at that moment, in milliseconds. */
function ahead(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium'
  }).formatToParts(at);
  const [year, month, day, hour, minute, second] = ['year', 'month', 'day', 'hour', 'minute', 'second'].map((type) =>
    Number(part(parts, type))
  ) as [number, number, number, number, number, number];
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/** The instant at which clocks in the zone show this day (2026-10-25) and time (03:30). */
export function instant(day: string, time: string, zone: string): string {
  const wanted = Date.parse(`${day}T${time}:00Z`);
  let at = wanted - ahead(wanted, zone);
  at = wanted - ahead(at, zone);
  return new Date(at).toISOString();
}

/** The day in the zone at that instant, as a date field takes it. */
export function dayOf(at: string | number, zone: string): string {
  return new Date(new Date(at).getTime() + ahead(new Date(at).getTime(), zone)).toISOString().slice(0, 10);
}

/** The clock in the zone at that instant, as a time field takes it. */
export function timeOf(at: string | number, zone: string): string {
  return new Date(new Date(at).getTime() + ahead(new Date(at).getTime(), zone)).toISOString().slice(11, 16);
}

export function nextDay(day: string, by = 1): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * 24 * 60 * MINUTE).toISOString().slice(0, 10);
}

export interface Days {
  first: string;
  /** This day included. */
  last: string;
}

/** The whole month `back` months before the one of that day. */
export function monthOf(day: string, back = 0): Days {
  const [year, month] = day.split('-').map(Number) as [number, number];
  const iso = (at: number) => new Date(at).toISOString().slice(0, 10);
  return { first: iso(Date.UTC(year, month - 1 - back, 1)), last: iso(Date.UTC(year, month - back, 0)) };
}

export function yearOf(day: string): Days {
  return { first: `${day.slice(0, 4)}-01-01`, last: `${day.slice(0, 4)}-12-31` };
}

/** The instants between which the days lie. */
export function windowOf(days: Days, zone: string): { start: string; end: string } {
  return { start: instant(days.first, '00:00', zone), end: instant(nextDay(days.last), '00:00', zone) };
}

/** "Sat 21 November, 20:00" by the clock of the zone. */
export function spoken(at: string, zone: string): string {
  return new Intl.DateTimeFormat(i18n.region, {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    ...HOURS
  }).format(new Date(at));
}

/** "Sat 21 November, 20:00–08:00"; the end with its own day where it is more than a night away. */
export function spokenSpan(start: string, end: string, zone: string): string {
  const night = Date.parse(end) - Date.parse(start) < 24 * 60 * MINUTE;
  return `${spoken(start, zone)}–${night ? timeOf(end, zone) : spoken(end, zone)}`;
}

/** "22 December 2026" of a date that has no clock. */
export function spokenDay(day: string): string {
  return new Intl.DateTimeFormat(i18n.region, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}

/** "12:05" hours and minutes. */
export function hoursOf(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '−' : ''}${Math.floor(size / 60)}:${String(size % 60).padStart(2, '0')}`;
}

/** "6:40" minutes and seconds; a dash where it never came to that. */
export function clockOf(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return '—';
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

export function median(numbers: readonly (number | null | undefined)[]): number | null {
  const sorted = numbers.filter((one): one is number => typeof one === 'number').sort((a, b) => a - b);
  if (!sorted.length) return null;
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] as number;
  return sorted.length % 2 ? upper : Math.round(((sorted[middle - 1] as number) + upper) / 2);
}
