import type { en } from './en';
import type { enAdmin } from './en.admin';
import type { enArchive } from './en.archive';
import type { enBrigade } from './en.brigade';
import type { enDesk } from './en.desk';
import { find, render } from './format';
import type { Language, Params, Path, Tree } from './types';
import type { uk } from './uk';
import type { ukAdmin } from './uk.admin';
import type { ukArchive } from './uk.archive';
import type { ukBrigade } from './uk.brigade';
import type { ukDesk } from './uk.desk';

export type { Language } from './types';
export type Key =
  | Path<typeof uk>
  | Path<typeof ukDesk>
  | Path<typeof ukBrigade>
  | Path<typeof ukAdmin>
  | Path<typeof ukArchive>
  | Path<typeof en>
  | Path<typeof enDesk>
  | Path<typeof enBrigade>
  | Path<typeof enAdmin>
  | Path<typeof enArchive>;
type Bundle = 'base' | 'desk' | 'brigade' | 'admin' | 'archive';

const loaders: Record<Bundle, Record<Language, () => Promise<Tree>>> = {
  base: { uk: async () => (await import('./uk')).uk, en: async () => (await import('./en')).en },
  desk: {
    uk: async () => (await import('./uk.desk')).ukDesk,
    en: async () => (await import('./en.desk')).enDesk
  },
  brigade: {
    uk: async () => (await import('./uk.brigade')).ukBrigade,
    en: async () => (await import('./en.brigade')).enBrigade
  },
  admin: {
    uk: async () => (await import('./uk.admin')).ukAdmin,
    en: async () => (await import('./en.admin')).enAdmin
  },
  archive: {
    uk: async () => (await import('./uk.archive')).ukArchive,
    en: async () => (await import('./en.archive')).enArchive
  }
};

const KEPT = 'varta.language';

/** The language of the page and its texts; one language is in memory at a time. */
class I18n {
  #language = $state<Language>('uk');
  #tree = $state.raw<Tree>({});
  #bundles = new Set<Bundle>(['base']);
  #wanted: Language | null = null;

  get language(): Language {
    return this.#language;
  }

  /** How days and numbers are written: English as Europe writes it, the day before the month. */
  get region(): 'uk-UA' | 'en-GB' {
    return this.#language === 'uk' ? 'uk-UA' : 'en-GB';
  }

  /** What this phone chose earlier, else what the browser prefers. */
  preferred(): Language {
    const kept = read();
    if (kept) return kept;
    for (const tag of navigator.languages) {
      if (tag.startsWith('uk')) return 'uk';
      if (tag.startsWith('en')) return 'en';
    }
    return 'uk';
  }

  /** True when the person chose a language on this device. */
  get chosen(): boolean {
    return read() !== null;
  }

  /** Routes load side by side: the last wish counts, with every bundle asked for by then. */
  async use(language: Language, keep = false): Promise<void> {
    this.#wanted = language;
    const bundles = [...this.#bundles];
    const parts = await Promise.all(bundles.map((bundle) => loaders[bundle][language]()));
    if (language !== this.#wanted) return;
    if (bundles.length !== this.#bundles.size) return this.use(language, keep);
    this.#tree = Object.assign({}, ...parts);
    this.#language = language;
    document.documentElement.lang = language;
    if (keep) localStorage.setItem(KEPT, language);
  }

  /** Add a bundle of texts (called by the `load` of the routes that show it). */
  async need(bundle: Bundle): Promise<void> {
    if (this.#bundles.has(bundle)) return;
    this.#bundles.add(bundle);
    await this.use(this.#wanted ?? this.preferred());
  }

  text(key: string, params: Params = {}): string {
    const leaf = find(this.#tree, key);
    return leaf === undefined ? key : render(leaf, params, this.#language);
  }

  has(key: string): boolean {
    return find(this.#tree, key) !== undefined;
  }
}

function read(): Language | null {
  const kept = localStorage.getItem(KEPT);
  return kept === 'uk' || kept === 'en' ? kept : null;
}

export const i18n = new I18n();

/** The text of `key` in the page's language. */
export function t(key: Key, params?: Params): string {
  return i18n.text(key, params);
}
