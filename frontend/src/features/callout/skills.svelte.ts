/** Names of qualifications, asked for once. */

import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import { t } from '$lib/i18n/index.svelte';
import type { Gap, Qualification } from './types';

class Skills {
  #names = $state.raw<Record<string, string>>({});
  #asked: Promise<void> | null = null;

  load(): Promise<void> {
    return (this.#asked ??= this.#fetch());
  }

  async #fetch(): Promise<void> {
    try {
      const all = await api.get<Qualification[]>('/qualifications');
      this.#names = Object.fromEntries(all.map(({ code, name }) => [code, name]));
    } catch (problem) {
      this.#asked = null;
      if (!(problem instanceof ApiError)) throw problem;
    }
  }

  /** Its name; its code where the name is not known; the plain firefighter where none is needed. */
  name(code: string | null): string {
    return code === null ? t('callout.crew.anybody') : (this.#names[code] ?? code);
  }

  /** "2 × driver or leader; anybody": what needs a skill comes first. */
  gaps(gaps: readonly Gap[]): string {
    const open = (gap: Gap) => Number(gap.skills.includes(null));
    return [...gaps].sort((a, b) => open(a) - open(b)).map((gap) => this.#gap(gap)).join('; ');
  }

  #gap({ count, skills }: Gap): string {
    const who = skills.includes(null)
      ? t('callout.gap.anybody')
      : skills.map((code) => this.name(code)).join(t('callout.gap.or'));
    return count > 1 ? t('callout.gap.times', { n: count, who }) : who;
  }
}

export const skills = new Skills();
