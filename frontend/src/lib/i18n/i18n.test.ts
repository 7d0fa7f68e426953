import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from './en';
import { enAdmin } from './en.admin';
import { enArchive } from './en.archive';
import { enBrigade } from './en.brigade';
import { enDesk } from './en.desk';
import { find, render } from './format';
import type { Tree } from './types';
import { uk } from './uk';
import { ukAdmin } from './uk.admin';
import { ukArchive } from './uk.archive';
import { ukBrigade } from './uk.brigade';
import { ukDesk } from './uk.desk';

function leaves(tree: Tree, prefix = ''): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [key, value] of Object.entries(tree)) {
    const path = prefix ? `${prefix}.${key}` : key;
    const leaf = find(tree, key);
    if (leaf === undefined) for (const [p, t] of leaves(value as Tree, path)) found.set(p, t);
    else found.set(path, typeof leaf === 'string' ? [leaf] : Object.values(leaf as object));
  }
  return found;
}

const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
const languages = {
  uk: leaves({ ...uk, ...ukDesk, ...ukAdmin, ...ukArchive, ...ukBrigade } as Tree),
  en: leaves({ ...en, ...enDesk, ...enAdmin, ...enArchive, ...enBrigade } as Tree)
};

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((entry) => {
    const path = join(folder, entry);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

describe('words', () => {
  it('has every key in both languages', () => {
    expect([...languages.en.keys()].sort()).toEqual([...languages.uk.keys()].sort());
  });

  it('has no empty text', () => {
    for (const [language, found] of Object.entries(languages)) {
      for (const [path, texts] of found) for (const text of texts) expect(text.trim(), `${language} ${path}`).not.toBe('');
    }
  });

  it('names the same placeholders in both languages', () => {
    for (const [path, texts] of languages.uk) {
      const wanted = names(texts[texts.length - 1] ?? '');
      const there = languages.en.get(path) ?? [];
      expect(names(there[there.length - 1] ?? ''), path).toEqual(wanted);
      // A form for exactly one may leave the number out.
      for (const text of [...texts, ...there]) expect(wanted, path).toEqual(expect.arrayContaining(names(text)));
    }
  });

  it('gives Ukrainian all four plural forms and English two', () => {
    for (const [path, texts] of languages.uk) if (texts.length > 1) expect(texts, path).toHaveLength(4);
    for (const [path, texts] of languages.en) if (texts.length > 1) expect(texts, path).toHaveLength(2);
  });

  it('knows every key the pages ask for', () => {
    const sources = files('src').filter((path) => /\.(svelte|ts)$/.test(path) && !path.endsWith('.test.ts'));
    for (const path of sources) {
      for (const match of readFileSync(path, 'utf8').matchAll(/\bt\('([a-zA-Z0-9_.]+)'/g)) {
        expect(languages.uk.has(match[1] as string), `${match[1]} in ${path}`).toBe(true);
      }
    }
  });
});

describe('render', () => {
  const plural = { one: '{n} файл', few: '{n} файли', many: '{n} файлів', other: '{n} файлу' };
  it.each([
    [1, '1 файл'],
    [3, '3 файли'],
    [11, '11 файлів'],
    [22, '22 файли'],
    [1.5, '1,5 файлу']
  ])('chooses the Ukrainian form for %s', (n, text) => {
    expect(render(plural, { n }, 'uk')).toBe(text);
  });

  it('fills placeholders and leaves unknown ones to be seen', () => {
    expect(render('{a} and {b}', { a: 'x' }, 'en')).toBe('x and {b}');
  });
});
