import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import type { CategoryView as Category } from '$lib/api/types';
import { i18n } from '$lib/i18n/index.svelte';

const KEPT = 'varta.categories';
/** Shown first, when the city has them: what is reported most and is not a call to 102. */
const OFTEN = ['suspicious.behaviour', 'noise.music', 'damage.vandalism', 'hazard.dark', 'traffic.parking', 'hazard.other'];

/** What can be reported: the city's tree, kept on the phone so that a report can be begun anywhere. */
class Catalogue {
  #all = $state.raw<Category[]>([]);
  #failed = $state(false);

  get loaded(): boolean {
    return this.#all.length > 0;
  }
  get failed(): boolean {
    return this.#failed && !this.loaded;
  }
  get groups(): Category[] {
    return this.#all.filter((category) => category.parent === null);
  }
  get often(): Category[] {
    return OFTEN.map((code) => this.find(code)).filter((category) => category !== undefined);
  }

  leaves(group: string): Category[] {
    return this.#all.filter((category) => category.parent === group);
  }

  find(code: string | null): Category | undefined {
    return this.#all.find((category) => category.code === code);
  }

  name(category: Category): string {
    return i18n.language === 'uk' ? category.name_uk : category.name_en;
  }

  hint(category: Category): string {
    return i18n.language === 'uk' ? category.hint_uk : category.hint_en;
  }

  /** Leaves whose words hold every word asked for, in either language. */
  search(text: string): Category[] {
    const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    return this.#all.filter((category) => {
      if (category.parent === null) return false;
      const group = this.find(category.parent);
      const hay = [category, group]
        .flatMap((c) => (c ? [c.name_uk, c.name_en, c.hint_uk, c.hint_en] : []))
        .join(' ')
        .toLocaleLowerCase();
      return words.every((word) => hay.includes(word));
    });
  }

  async load(): Promise<void> {
    this.#failed = false;
    const kept = localStorage.getItem(KEPT);
    if (kept && !this.loaded) this.#all = JSON.parse(kept) as Category[];
    try {
      const sent = await api.get<{ items: Category[] }>('/categories');
      this.#all = sent.items;
      localStorage.setItem(KEPT, JSON.stringify(this.#all));
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      this.#failed = true;
    }
  }
}

export const catalogue = new Catalogue();
