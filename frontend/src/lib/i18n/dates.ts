import { i18n } from './index.svelte';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "14 min ago" in the page's language; absolute after a week. */
export function ago(at: string | Date, now: number = Date.now()): string {
  const date = new Date(at);
  const passed = now - date.getTime();
  const relative = new Intl.RelativeTimeFormat(i18n.language, { numeric: 'auto', style: 'short' });
  if (passed < 45_000 && passed > -45_000) return i18n.text('common.now');
  if (Math.abs(passed) < HOUR) return relative.format(-Math.round(passed / MINUTE), 'minute');
  if (Math.abs(passed) < DAY) return relative.format(-Math.round(passed / HOUR), 'hour');
  if (Math.abs(passed) < 7 * DAY) return relative.format(-Math.round(passed / DAY), 'day');
  return day(date);
}

export function exact(at: string | Date): string {
  return new Intl.DateTimeFormat(i18n.language, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(at));
}

export function clock(at: string | Date): string {
  return new Intl.DateTimeFormat(i18n.language, { timeStyle: 'short' }).format(new Date(at));
}

export function day(at: string | Date): string {
  return new Intl.DateTimeFormat(i18n.language, { day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(at));
}
