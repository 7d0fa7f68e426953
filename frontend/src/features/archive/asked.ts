/** What the archive is asked for, as the page's address says it, and the window of time that makes. Nothing here
 * touches the page or the network. */

import type { Position } from '$lib/map/geometry';

/** The last 30 days, the last year, all there is, own days, or a calendar year by its number. */
export type When = 'month' | 'year' | 'all' | 'days' | `${number}`;

export interface Asked {
  when: When;
  /** Own days, `YYYY-MM-DD`, both of them meant; empty is open. */
  from: string;
  to: string;
  kinds: readonly string[];
  at: { lon: number; lat: number; zoom: number } | null;
  /** An area chosen from the list of places. */
  area: string;
  /** The place whose reports are shown alone, and the one chosen of them. */
  place: Position | null;
  id: string;
  /** Of the police. */
  words: string;
  states: readonly string[];
  severities: readonly string[];
}

export const NOTHING: Asked = {
  when: 'year',
  from: '',
  to: '',
  kinds: [],
  at: null,
  area: '',
  place: null,
  id: '',
  words: '',
  states: [],
  severities: []
};

const WORDS = new Set(['month', 'year', 'all', 'days']);
const DAY_MS = 86_400_000;
const DAYS_BACK = { month: 30, year: 365 };
/** Long before any report. */
const BEGINNING = '1900-01-01';
const REFERENCE = /^[0-9a-z]{4}-[0-9a-z]{3}$/i;

/** Rubbish in an address is nothing asked. */
export function read(params: URLSearchParams): Asked {
  const word = (name: string) => params.get(name) ?? '';
  const list = (name: string) => word(name).split(',').filter((one) => /^[\w.]+$/.test(one));
  const [lon, lat, zoom] = numbers(word('at'), 3);
  const [east, north] = numbers(word('place'), 2);
  const when = word('when');
  return {
    when: WORDS.has(when) || /^\d{4}$/.test(when) ? (when as When) : NOTHING.when,
    from: dayOf(word('from')),
    to: dayOf(word('to')),
    kinds: list('kinds'),
    at: zoom !== undefined && inWorld(lon, lat) ? { lon: lon!, lat: lat!, zoom } : null,
    area: /^[\w-]{36}$/.test(word('area')) ? word('area') : '',
    place: inWorld(east, north) ? [east!, north!] : null,
    id: /^[\w-]{36}$/.test(word('id')) ? word('id') : '',
    words: word('q').slice(0, 100),
    states: list('states'),
    severities: list('severities')
  };
}

/** The address's query, `''` where nothing is asked; only what differs from nothing stands in it. */
export function write(asked: Asked): string {
  const params = new URLSearchParams();
  const put = (name: string, value: string) => value && params.set(name, value);
  if (asked.when !== NOTHING.when) put('when', asked.when);
  if (asked.when === 'days') {
    put('from', asked.from);
    put('to', asked.to);
  }
  put('kinds', [...asked.kinds].sort().join());
  put('area', asked.area);
  if (asked.at) put('at', [asked.at.lon.toFixed(5), asked.at.lat.toFixed(5), asked.at.zoom.toFixed(2)].join());
  if (asked.place) put('place', asked.place.map((one) => one.toFixed(5)).join());
  put('id', asked.id);
  put('q', asked.words);
  put('states', [...asked.states].sort().join());
  put('severities', [...asked.severities].sort().join());
  const text = params.toString().replaceAll('%2C', ',');
  return text && `?${text}`;
}

/** The window as the server takes it: whole days, from `since` to before `until`. */
export function windowOf(asked: Asked, now: number): { since: string; until: string | null } {
  const at = (day: string) => `${day}T00:00:00Z`;
  if (asked.when === 'month' || asked.when === 'year') {
    return { since: at(isoDay(now - DAYS_BACK[asked.when] * DAY_MS)), until: null };
  }
  if (asked.when === 'all') return { since: at(BEGINNING), until: null };
  if (asked.when === 'days') {
    const until = asked.to && at(isoDay(Date.parse(asked.to) + DAY_MS));
    return { since: at(asked.from || BEGINNING), until: until || null };
  }
  const year = Number(asked.when);
  return { since: at(`${asked.when}-01-01`), until: at(`${String(year + 1).padStart(4, '0')}-01-01`) };
}

/** Whether these words are a report's reference, which is looked for everywhere and at all times. */
export const isReference = (words: string) => REFERENCE.test(words);

export const isoDay = (moment: number) => new Date(moment).toISOString().slice(0, 10);

function dayOf(text: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return '';
  const moment = Date.parse(text);
  return Number.isFinite(moment) && isoDay(moment) === text ? text : '';
}

function numbers(text: string, count: number): number[] {
  const parts = text.split(',').map(Number);
  return text && parts.length === count && parts.every(Number.isFinite) ? parts : [];
}

function inWorld(lon: number | undefined, lat: number | undefined): boolean {
  return lon !== undefined && lat !== undefined && Math.abs(lon) <= 180 && Math.abs(lat) <= 85;
}
