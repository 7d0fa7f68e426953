/** My groups, and finding the one of a place. */

import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import { t } from '$lib/i18n/index.svelte';
import type { Group } from './types';

interface Place {
  lon: number;
  lat: number;
  label?: string;
}

export class GroupsState {
  mine = $state.raw<Group[]>([]);
  loading = $state(true);
  error = $state.raw<ApiError | null>(null);
  found = $state.raw<Group[] | null>(null);
  searching = $state(false);
  /** Why nothing was searched, in words beside the field. */
  trouble = $state('');

  async start(signedIn: boolean): Promise<void> {
    this.loading = signedIn;
    this.error = null;
    if (!signedIn) return;
    try {
      this.mine = await api.get<Group[]>('/groups', { mine: true });
    } catch (problem) {
      this.#failed(problem, (error) => (this.error = error));
    } finally {
      this.loading = false;
    }
  }

  async byAddress(text: string): Promise<void> {
    await this.#search(async () => {
      const answer = await api.get<Place[] | { items: Place[] }>('/places/search', { q: text });
      const [place] = Array.isArray(answer) ? answer : answer.items;
      if (place) await this.#near(place.lon, place.lat);
      else this.trouble = t('watch.noPlace');
    });
  }

  here(): void {
    this.searching = true;
    this.trouble = '';
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => void this.#search(() => this.#near(coords.longitude, coords.latitude)),
      () => {
        this.searching = false;
        this.trouble = t('watch.denied');
      },
      { timeout: 10_000, maximumAge: 60_000 }
    );
  }

  async #near(lon: number, lat: number): Promise<void> {
    this.found = await api.get<Group[]>('/groups', { near: `${lon},${lat}` });
  }

  async #search(work: () => Promise<void>): Promise<void> {
    this.searching = true;
    this.trouble = '';
    this.found = null;
    try {
      await work();
    } catch (problem) {
      this.#failed(problem, (error) => (this.trouble = error.message));
    } finally {
      this.searching = false;
    }
  }

  #failed(problem: unknown, tell: (error: ApiError) => void): void {
    if (!(problem instanceof ApiError)) throw problem;
    tell(problem);
  }
}
