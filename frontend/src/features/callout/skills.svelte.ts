/** Names of qualifications, asked for once in each language. */

import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import { i18n, t } from '$lib/i18n/index.svelte';
import type { Gap, Qualification } from './types';

class Skills {
  #names = $state.raw<Record<string, string>>({});
  /** The language the names were asked for in. */
  #language = '';

  async load(): Promise<void> {
    const language = i18n.language;
    if (language === this.#language) return;
    this.#language = language;
    try {
      const all = await api.get<Qualification[]>('/qualifications');
      if (language === this.#language) this.#names = Object.fromEntries(all.map(({ code, name }) => [code, name]));
    } catch (problem) {
      this.#language = '';
      if (!(problem instanceof ApiError)) throw problem;
    }
  }

  /** Its name; its code where the name is not known; the plain firefighter where none is needed. */
  name(code: string | null): string {
    if (this.#language && this.#language !== i18n.language) void this.load();
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
