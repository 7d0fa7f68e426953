import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CUT, letters, rangeOf } from '../../../scripts/fonts.js';

const css = readFileSync('src/lib/ui/fonts.css', 'utf8');
const ranges = [...css.matchAll(/unicode-range:\s*([^;]+);/g)].map((match) => letters(match[1] ?? ''));

describe('the font files', () => {
  it('share no letter: none makes a page fetch two files', () => {
    const all = [...ranges.join('')];
    expect(all.length).toBe(new Set(all).size);
  });

  it.each(['uk', 'en'])('that are cut hold every letter of the words in %s that the font has', (language) => {
    const cut = new Set(Object.keys(CUT).flatMap((name) => [...letters(rangeOf(css, name))]));
    const folder = join('src/lib/i18n', language);
    const words = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    const font = new Set(ranges.join(''));
    const missing = new Set([...words.join('')].filter((letter) => font.has(letter) && !cut.has(letter)));
    expect([...missing]).toEqual([]);
  });
});
