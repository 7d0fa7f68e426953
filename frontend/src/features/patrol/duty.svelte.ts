/** My duty: call sign, and my position sent to the dispatcher while it lasts. */

import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import type { MapPerson } from '$lib/map/types';
import type { Duty, DutyAnswer } from './types';

interface Fix {
  lon: number;
  lat: number;
  accuracy_m: number;
  at: string;
}

const SEND_MS = 10_000;
const MOST_FIXES = 30;

export class DutyState {
  duty = $state.raw<Duty | null>(null);
  /** Whether it has been asked: until then nobody is told that they are not on duty. */
  known = $state(false);
  /** Units I could go on duty on. */
  units = $state.raw<DutyAnswer['units']>([]);
  me = $state.raw<MapPerson | null>(null);
  busy = $state(false);
  error = $state('');
  positionFault = $state<'denied' | 'lost' | null>(null);
  #watch: number | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #fixes: Fix[] = [];

  /** Am I on duty already (another tab, before a reload)? */
  async start(): Promise<void> {
    try {
      this.#adopt(await api.get<DutyAnswer>('/dispatch/duty'));
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
    } finally {
      this.known = true;
    }
  }

  stop(): void {
    this.#unwatch();
  }

  async signOn(callSign: string): Promise<boolean> {
    return this.#try(async () => {
      this.#adopt(await api.post<DutyAnswer>('/dispatch/duty', { call_sign: callSign }));
    });
  }

  async signOff(): Promise<boolean> {
    return this.#try(async () => {
      await this.#send();
      this.#adopt(await api.post<DutyAnswer>('/dispatch/duty/end'));
    });
  }

  async #try(work: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    this.error = '';
    try {
      await work();
      return true;
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.error = problem.fields.call_sign ?? problem.message;
      return false;
    } finally {
      this.busy = false;
    }
  }

  #adopt(answer: DutyAnswer): void {
    this.units = answer.units;
    this.duty = answer.on_duty && answer.unit ? { unit: answer.unit, since: answer.since ?? '' } : null;
    if (this.duty) this.#follow();
    else this.#unwatch();
  }

  #follow(): void {
    if (this.#watch !== null || !navigator.geolocation) return;
    this.#watch = navigator.geolocation.watchPosition(
      ({ coords, timestamp }) => {
        this.positionFault = null;
        this.me = { lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy };
        const at = new Date(timestamp).toISOString();
        const fix = { lon: coords.longitude, lat: coords.latitude, accuracy_m: coords.accuracy, at };
        this.#fixes = [...this.#fixes, fix].slice(-MOST_FIXES);
      },
      (fault) => {
        this.positionFault = fault.code === fault.PERMISSION_DENIED ? 'denied' : 'lost';
      },
      { enableHighAccuracy: true, maximumAge: 5000 }
    );
    this.#timer = setInterval(() => void this.#send(), SEND_MS);
  }

  #unwatch(): void {
    if (this.#watch !== null) navigator.geolocation.clearWatch(this.#watch);
    clearInterval(this.#timer);
    this.#watch = null;
    this.#fixes = [];
  }

  /** Fixes not sent stay for the next round, the newest of them. */
  async #send(): Promise<void> {
    const fixes = this.#fixes;
    if (!fixes.length) return;
    this.#fixes = [];
    try {
      await api.post('/dispatch/positions', { fixes });
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      if (problem.temporary) this.#fixes = [...fixes, ...this.#fixes].slice(-MOST_FIXES);
    }
  }
}
