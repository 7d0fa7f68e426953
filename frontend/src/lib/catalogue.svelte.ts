/** What can be reported: the city's tree, asked for once and kept on the device, so that names are there offline. */

import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import type { CategoryView } from '$lib/api/types';
import { i18n } from '$lib/i18n/index.svelte';

export type Category = CategoryView;

const KEPT = 'varta.categories';
const UNKNOWN = 'circle-ellipsis';
/** Shown first, when the city has them: what is reported most and is not a call to 102. */
const OFTEN = ['suspicious.behaviour', 'noise.music', 'damage.vandalism', 'hazard.dark', 'traffic.parking', 'hazard.other'];

class Catalogue {
  #list = $state.raw<Category[]>(kept());
  #failed = $state(false);
  #asked: Promise<void> | null = null;

  readonly #byCode = $derived(new Map(this.#list.map((category) => [category.code, category])));
  /** Categories without a parent, in the city's order. */
  readonly groups = $derived(this.#list.filter((category) => !category.parent));
  readonly often = $derived(OFTEN.map((code) => this.get(code)).filter((category) => category !== undefined));

  get loaded(): boolean {
    return this.#list.length > 0;
  }
  /** Asked in vain, and nothing kept from an earlier visit. */
  get failed(): boolean {
    return this.#failed && !this.loaded;
  }

  /** Ask the server once for each visit (again after a failure); what is kept serves until it answers. */
  load(): Promise<void> {
    this.#asked ??= this.#fetch();
    return this.#asked;
  }

  get(code: string | null): Category | undefined {
    return code === null ? undefined : this.#byCode.get(code);
  }

  /** Name in the reader's language; the code where the category is not known here. */
  name(code: string): string {
    const category = this.get(code);
    if (!category) return code;
    return i18n.language === 'uk' ? category.name_uk : category.name_en;
  }

  hint(code: string): string {
    const category = this.get(code);
    return (i18n.language === 'uk' ? category?.hint_uk : category?.hint_en) ?? '';
  }

  icon(code: string): string {
    const category = this.get(code);
    return category?.icon ?? (category?.parent ? this.icon(category.parent) : UNKNOWN);
  }

  /** The group a category belongs to; itself where it is one. */
  groupOf(code: string): string {
    return this.get(code)?.parent ?? code;
  }

  leavesOf(group: string): Category[] {
    return this.#list.filter((category) => category.parent === group);
  }

  /** Leaves whose words hold every word asked for, in either language. */
  search(text: string): Category[] {
    const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    return this.#list.filter((category) => {
      if (!category.parent) return false;
      const hay = [category, this.get(category.parent)]
        .flatMap((c) => (c ? [c.name_uk, c.name_en, c.hint_uk, c.hint_en] : []))
        .join(' ')
        .toLocaleLowerCase();
      return words.every((word) => hay.includes(word));
    });
  }

  async #fetch(): Promise<void> {
    this.#failed = false;
    try {
      this.#list = (await api.get<{ items: Category[] }>('/categories')).items;
      localStorage.setItem(KEPT, JSON.stringify(this.#list));
    } catch (problem) {
      this.#asked = null;
      this.#failed = true;
      if (!(problem instanceof ApiError || problem instanceof DOMException)) throw problem;
    }
  }
}

function kept(): Category[] {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? '[]') as Category[];
  } catch {
    return [];
  }
}

export const catalogue = new Catalogue();
