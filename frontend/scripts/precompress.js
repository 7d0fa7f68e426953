/**
 * Finishes the build: the page gets one inline script, which the server allows by its hash (`config/pages.py`): it asks
 * for what the page will need (`early.js`), then starts it. Then every text file gets .gz and .br twins for WhiteNoise.
 */
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { early } from './early.js';
import { ROOT as root, filesOf } from './manifest.js';

/** Pages that ask early: where they are, their source, their bundles of words, their answers. */
const API = '/api/v1';
const CATALOGUE = [`${API}/session`, `${API}/categories`];
const BOARD = [`${API}/incidents/board`, `${API}/dispatch/units`, `${API}/dispatch/duty`];
const PAGES = [
  { address: '^/$', source: 'src/routes/+page', data: CATALOGUE },
  { address: '^/report$', source: 'src/routes/report/+page', data: CATALOGUE },
  { address: '^/patrol(/|$)', source: 'src/routes/patrol/', bundle: 'desk', data: CATALOGUE, signedIn: BOARD },
  { address: '^/incidents$', source: 'src/routes/incidents/', bundle: 'archive', data: CATALOGUE },
  { address: '^/receipt$', source: 'src/routes/receipt/+page', data: CATALOGUE },
  { address: '^/alerts$', source: 'src/routes/alerts/+page', data: [`${API}/session`] },
  { address: '^/sign-in$', source: 'src/routes/sign-in/+page', data: [`${API}/session`] },
  { address: '^/me$', source: 'src/routes/me/+page', data: [`${API}/session`] }
];

/** Files of the page that the built HTML does not name, as addresses.
 * @param {string} html @param {string} source @param {string[]} languages */
function filesBeside(html, source, languages) {
  const found = filesOf((path) => path.startsWith(source), languages).map((file) => `/${file}`);
  return found.filter((file) => /\.(js|css)$/.test(file) && !html.includes(file));
}

/** @param {string} html */
function asks(html) {
  return PAGES.map(({ address, source, bundle = '', data, signedIn = [] }) => {
    const files = filesBeside(html, source, []);
    const words = Object.fromEntries(
      ['uk', 'en'].map((language) => {
        const all = filesBeside(html, source, bundle ? [language, `${language}.${bundle}`] : [language]);
        return [language, all.filter((file) => !files.includes(file))];
      })
    );
    return { address, files, words, data, signedIn };
  });
}

const page = join(root, 'index.html');
const html = readFileSync(page, 'utf8');
const inline = /<script>([\s\S]*?)<\/script>/g;
const starter = [...html.matchAll(inline)].map((match) => match[1]).join('\n');
const script = `<script>(${early})(${JSON.stringify(asks(html))});</script>`;
if (!starter || /\sstyle="/.test(html)) throw new Error('the page has no starter, or holds inline style');
writeFileSync(page, html.replace('</title>', `</title>\n    ${script}`));

// What the service worker keeps from the start: every page of a resident, not the map and not the desks.
const resident = filesOf((source) => !/routes\/(admin|patrol)\//.test(source), ['uk', 'en', 'uk.archive', 'en.archive']);
const list = {
  immutable: resident.filter((file) => file.startsWith('_app/immutable/')).map((file) => `/${file}`),
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
