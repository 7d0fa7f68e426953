import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import type { EmergencyLine, SessionView } from '$lib/api/types';
import { city } from '$lib/i18n/zone.svelte';

const NOBODY: SessionView = {
  person: null,
  roles: [],
  capabilities: [],
  receipts: [],
  streams: [],
  socket_url: '',
  city: '',
  time_zone: 'UTC',
  emergency: [],
  demo: false,
  demo_sign_ins: []
};
/** Shown until the server has said otherwise, and without a connection. */
const NUMBERS: [EmergencyLine, string][] = [
  ['general', '112'],
  ['fire', '101'],
  ['police', '102'],
  ['ambulance', '103']
];

/** Who is here and what the server lets them do. Asked once at start, again after sign-in or sign-out. */
class Session {
  #view = $state.raw<SessionView>(NOBODY);
  #known = $state(false);
  #first: Promise<void> | null = null;
  #begun = 0;

  /** True once the server has answered (false when started without a connection). */
  get known(): boolean {
    return this.#known;
  }
  get person() {
    return this.#view.person;
  }
  get signedIn(): boolean {
    return this.#view.person !== null;
  }
  get roles() {
    return this.#view.roles;
  }
  get receipts() {
    return this.#view.receipts;
  }
  get streams() {
    return this.#view.streams;
  }
  get city(): string {
    return this.#view.city;
  }
  /** The city's clock. */
  get zone(): string {
    return this.#view.time_zone;
  }
  get demo(): boolean {
    return this.#view.demo;
  }
  get demoSignIns() {
    return this.#view.demo_sign_ins;
  }

  /** The live socket's address, or null for the page's own origin. `{host}` is the host the page came from. */
  get socketUrl(): string | null {
    return this.#view.socket_url.replace('{host}', location.hostname) || null;
  }

  /** Emergency lines in the order they are shown. */
  get emergency(): { line: EmergencyLine; number: string }[] {
    const known = this.#view.emergency.map(({ key, number }) => ({ line: key, number }));
    return known.length ? known : NUMBERS.map(([line, number]) => ({ line, number }));
  }

  can(capability: string): boolean {
    return this.#view.capabilities.includes(capability);
  }

  /** Resolves when the first answer is in (or could not be had). */
  ready(): Promise<void> {
    return (this.#first ??= this.load());
  }

  /** Ask anew; of several that are under way the one begun last counts. */
  async load(): Promise<void> {
    const begun = ++this.#begun;
    try {
      const view = await api.get<SessionView>('/session');
      if (begun === this.#begun) this.#view = view;
      city.zone = this.#view.time_zone;
      this.#known = true;
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
    }
  }
}

export const session = new Session();
