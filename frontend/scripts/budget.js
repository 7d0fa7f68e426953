/** Fails when the script a first visit to the report form loads passes the budget (gzip, before the map). */
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_KB = 90;
const root = 'build';
const pages = readFileSync('.svelte-kit/output/client/.vite/manifest.json', 'utf8');
/** @type {Record<string, {file: string, imports?: string[], dynamicImports?: string[], src?: string}>} */
const manifest = JSON.parse(pages);

/** Files a chunk needs at once (static imports only).
 * @param {string} key @param {Set<string>} seen */
function closure(key, seen) {
  const chunk = manifest[key];
  if (!chunk || seen.has(chunk.file)) return;
  seen.add(chunk.file);
  for (const next of chunk.imports ?? []) closure(next, seen);
}

const files = new Set();
const wanted = [/start\.js$/, /app\.js$/, /nodes\/[01]\.js$/, /i18n\/uk\.ts$/];
const nodes = readdirSync('.svelte-kit/generated/client-optimized/nodes');
for (const node of nodes) {
  const text = readFileSync(`.svelte-kit/generated/client-optimized/nodes/${node}`, 'utf8');
  if (text.includes('routes/report/')) wanted.push(new RegExp(`nodes/${node}$`));
}
for (const key of Object.keys(manifest)) if (wanted.some((name) => name.test(key))) closure(key, files);

let total = 0;
for (const file of files) {
  const path = `${root}/${file}`;
  if (existsSync(path) && path.endsWith('.js')) total += gzipSync(readFileSync(path), { level: 9 }).length;
}
const kb = (total / 1000).toFixed(1);
console.log(`script before the map: ${kb} kB gzip in ${files.size} files (budget ${BUDGET_KB} kB)`);
if (total === 0 || total > BUDGET_KB * 1000) {
  console.error('over the script budget');
  process.exit(1);
}
