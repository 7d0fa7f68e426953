/** The city's categories, asked for once and kept on the device, so that names and icons are there offline. */

import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import type { Severity } from '$lib/api/types';
import { i18n } from '$lib/i18n/index.svelte';

export interface Category {
  code: string;
  parent: string | null;
  name_uk: string;
  name_en: string;
  icon: string;
  severity: Severity;
}

const KEPT = 'varta.categories';
const UNKNOWN = 'circle-ellipsis';

class Catalogue {
  #list = $state.raw<Category[]>(kept());
  #asked: Promise<void> | null = null;

  readonly #byCode = $derived(new Map(this.#list.map((category) => [category.code, category])));
  /** Groups: categories without a parent, in the city's order. */
  readonly groups = $derived(this.#list.filter((category) => !category.parent));

  /** Ask the server once for each visit; what is kept serves until it answers, and without it. */
  load(): Promise<void> {
    this.#asked ??= this.#fetch();
    return this.#asked;
  }

  get(code: string): Category | undefined {
    return this.#byCode.get(code);
  }

  /** Name in the reader's language; the code where the category is not known here. */
  name(code: string): string {
    const category = this.get(code);
    if (!category) return code;
    return i18n.language === 'uk' ? category.name_uk : category.name_en;
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

  async #fetch(): Promise<void> {
    try {
      const answer = await api.get<Category[] | { items: Category[] }>('/categories');
      this.#list = Array.isArray(answer) ? answer : answer.items;
      localStorage.setItem(KEPT, JSON.stringify(this.#list));
    } catch (problem) {
      this.#asked = null;
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
