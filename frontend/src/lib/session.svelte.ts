import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import type { EmergencyNumber, SessionView } from '$lib/api/types';

const NOBODY: SessionView = { person: null, roles: [], capabilities: [], receipts: [], streams: [] };
const NUMBERS: EmergencyNumber[] = ['112', '101', '102', '103'].map((number) => ({ number }));

/** Who is here and what the server lets them do. Asked once at start, again after sign-in or sign-out. */
class Session {
  #view = $state.raw<SessionView>(NOBODY);
  #known = $state(false);

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
  get socketUrl(): string | null {
    return this.#view.socket_url ?? null;
  }
  get emergency(): EmergencyNumber[] {
    return this.#view.emergency?.length ? this.#view.emergency : NUMBERS;
  }
  get demoSignIns() {
    return this.#view.demo_sign_ins ?? [];
  }

  can(capability: string): boolean {
    return this.#view.capabilities.includes(capability);
  }

  async load(): Promise<void> {
    try {
      this.#view = await api.get<SessionView>('/session');
      this.#known = true;
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
    }
  }
}

export const session = new Session();
