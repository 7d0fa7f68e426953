/**
 * The font files of almost every page, cut from Golos Text to the letters the product writes: a phone on a slow
 * network fetches two of them before its first words, not the whole files. Other letters (é, Serbian, …) come from the whole files,
 * where a page has one. `lib/ui/fonts.css` names both; its ranges and these letters are one list, compared here.
 */
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import subset from 'subset-font';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const whole = join(root, 'node_modules/@fontsource-variable/golos-text/files');
const css = join(root, 'src/lib/ui/fonts.css');
const made = join(root, '.svelte-kit/fonts');
/** Weights of `lib/ui/tokens.css` and of plain bold. */
const WEIGHTS = { min: 400, max: 700 };

/** File made → whole file that it is cut from. */
export const CUT = { latin: 'latin', signs: 'latin', cyrillic: 'cyrillic' };

/** The letters of a `unicode-range`. @param {string} range */
export function letters(range) {
  return range
    .split(',')
    .flatMap((part) => {
      const [first = '', last = first] = part.trim().slice(2).split('-');
      const start = parseInt(first, 16);
      return Array.from({ length: parseInt(last, 16) - start + 1 }, (_, n) => String.fromCodePoint(start + n));
    })
    .join('');
}

/** The range that the stylesheet gives a cut file. @param {string} text @param {string} name */
export function rangeOf(text, name) {
  const found = new RegExp(`\\$fonts/${name}\\.woff2[^}]*?unicode-range:\\s*([^;]+);`).exec(text)?.[1];
  if (!found) throw new Error(`fonts.css gives ${name}.woff2 no unicode-range`);
  return found;
}

/** Make the cut files where the stylesheet is newer than they are. */
export async function cutFonts() {
  const text = readFileSync(css, 'utf8');
  mkdirSync(made, { recursive: true });
  for (const [name, source] of Object.entries(CUT)) {
    const to = join(made, `${name}.woff2`);
    if (newer(to, css) && newer(to, fileURLToPath(import.meta.url))) continue;
    const from = readFileSync(join(whole, `golos-text-${source}-wght-normal.woff2`));
    const cut = await subset(from, letters(rangeOf(text, name)), { targetFormat: 'woff2', variationAxes: { wght: WEIGHTS } });
    writeFileSync(to, cut);
  }
}

/** @param {string} file @param {string} than */
function newer(file, than) {
  return (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > statSync(than).mtimeMs;
}
