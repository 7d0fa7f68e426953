/**
 * Seals the build for `script-src 'self'`: the starter script that SvelteKit writes into the page moves to a
 * file of its own (hashed, immutable), then every text file gets .gz and .br twins for WhiteNoise.
 */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { ROOT as root, filesOf } from './manifest.js';

const page = join(root, 'index.html');
const html = readFileSync(page, 'utf8');
const inline = /<script>([\s\S]*?)<\/script>/g;
const starter = [...html.matchAll(inline)].map((match) => match[1]).join('\n');
const name = `/_app/immutable/boot.${createHash('sha256').update(starter).digest('base64url').slice(0, 10)}.js`;
writeFileSync(join(root, name), starter);
let first = true;
const sealed = html.replace(inline, () => {
  const tag = first ? `<script src="${name}"></script>` : '';
  first = false;
  return tag;
});
if (first || /<script>|\sstyle="/.test(sealed)) throw new Error('the page still holds inline script or style');
writeFileSync(page, sealed);

// What the service worker keeps from the start: every page of a resident, not the map and not the desks.
const resident = filesOf((source) => !/routes\/(admin|patrol)\//.test(source), ['uk', 'en']);
const list = {
  immutable: [name, ...resident.filter((file) => file.startsWith('_app/immutable/')).map((file) => `/${file}`)],
  plain: readdirSync('static').map((file) => `/${file}`)
};
writeFileSync(join(root, '_app/precache.json'), JSON.stringify(list));

/** @param {string} folder @returns {string[]} */
const walk = (folder) =>
  readdirSync(folder).flatMap((entry) => {
    const path = join(folder, entry);
    return statSync(path).isDirectory() ? walk(path) : [path];
  });

for (const path of walk(root)) {
  if (!['.js', '.mjs', '.css', '.html', '.svg', '.json', '.webmanifest'].includes(extname(path))) continue;
  const content = readFileSync(path);
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  writeFileSync(
    `${path}.br`,
    brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
  );
}
