import * as db from '$lib/offline/db';
import { newId, newSecret } from '$lib/offline/ids';
import type { Contact, KeptPhoto, PersonDescription, ReportPayload } from '$lib/offline/types';

export interface Place {
  lon: number;
  lat: number;
  accuracy: number | null;
  label: string;
  how: 'position' | 'search' | 'map';
}

export type Naming = 'anonymous' | 'account' | 'contact';

interface Written {
  id: string;
  secret: string;
  category: string | null;
  place: Place | null;
  details: string;
  earlier: boolean;
  from: string;
  until: string;
  words: string;
  people: PersonDescription[];
  naming: Naming | null;
  contact: Required<Contact>;
}

interface Kept {
  id: 'report';
  written: Written;
  photos: KeptPhoto[];
}

export const MOST_WORDS = 4000;

const blank = (): Written => ({
  id: newId(),
  secret: newSecret(),
  category: null,
  place: null,
  details: '',
  earlier: false,
  from: '',
  until: '',
  words: '',
  people: [],
  naming: null,
  contact: { name: '', phone: '', email: '' }
});

/** The report being written: kept on this phone at every change until it is sent or thrown away. */
export class ReportDraft {
  written = $state<Written>(blank());
  photos = $state.raw<KeptPhoto[]>([]);
  /** True when something was found from an earlier visit. */
  restored = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #cleared = false;

  get begun(): boolean {
    const { category, place, words } = this.written;
    return category !== null || place !== null || words !== '' || this.photos.length > 0;
  }

  async restore(): Promise<void> {
    const kept = await db.get<Kept>('drafts', 'report').catch(() => undefined);
    if (!kept) return;
    this.written = { ...blank(), ...kept.written };
    this.photos = kept.photos;
    this.restored = this.begun;
  }

  /** Write it down shortly after the last change. */
  keepSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.keep(), 300);
  }

  async keep(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#cleared || !this.begun) return;
    const kept: Kept = { id: 'report', written: $state.snapshot(this.written), photos: this.photos };
    await db.put('drafts', kept).catch(() => undefined);
  }

  async clear(): Promise<void> {
    clearTimeout(this.#timer);
    this.#cleared = true;
    this.written = blank();
    this.photos = [];
    this.restored = false;
    await db.remove('drafts', 'report').catch(() => undefined);
    this.#cleared = false;
  }

  /** Take back what the server refused, under a new id: it was never a report. */
  reopen(payload: ReportPayload, photos: KeptPhoto[]): void {
    this.written = {
      ...blank(),
      category: payload.category,
      place: { lon: payload.lon, lat: payload.lat, accuracy: payload.accuracy_m ?? null, label: payload.address ?? '', how: 'map' },
      words: payload.description,
      people: payload.people ?? [],
      naming: payload.anonymous ? 'anonymous' : Object.keys(payload.contact ?? {}).length ? 'contact' : 'account',
      contact: { name: '', phone: '', email: '', ...payload.contact }
    };
    this.photos = photos;
  }

  /** What is sent. Times are the phone's own, with its zone. */
  payload(signedIn: boolean): ReportPayload {
    const { id, secret, category, place, details, earlier, from, until, words, people, contact } = this.written;
    if (!category || !place) throw new Error('a report needs a category and a place');
    const naming = this.naming(signedIn);
    return {
      id,
      retry_secret: secret,
      category,
      lon: place.lon,
      lat: place.lat,
      accuracy_m: place.accuracy === null ? null : Math.round(place.accuracy),
      address: [place.how === 'position' ? '' : place.label, details.trim()].filter(Boolean).join(', ').slice(0, 200),
      happened_at: (earlier ? new Date(from) : new Date()).toISOString(),
      happened_until: earlier && until ? new Date(until).toISOString() : null,
      description: words.trim(),
      people: $state.snapshot(people).filter((person) => person.behaviour.trim()),
      contact: naming === 'contact' ? filled($state.snapshot(contact)) : {},
      anonymous: naming === 'anonymous'
    };
  }

  /** How the reporter is named: in one's own name when signed in, without a name otherwise, unless chosen. */
  naming(signedIn: boolean): Naming {
    const chosen = this.written.naming;
    if (chosen === 'account' && !signedIn) return 'anonymous';
    return chosen ?? (signedIn ? 'account' : 'anonymous');
  }
}

function filled(contact: Required<Contact>): Contact {
  return Object.fromEntries(Object.entries(contact).filter(([, value]) => value.trim()));
}

export const draft = new ReportDraft();
