/** What the build made and which of it each page needs: shared by the budget check and the precache list. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = 'build';
const GENERATED = '.svelte-kit/generated/client-optimized/nodes';

/** @type {Record<string, {file: string, imports?: string[], css?: string[], assets?: string[]}>} */
const chunks = JSON.parse(readFileSync('.svelte-kit/output/client/.vite/manifest.json', 'utf8'));

/** @param {string} key @param {Set<string>} into */
function follow(key, into) {
  const chunk = chunks[key];
  if (!chunk || into.has(chunk.file)) return;
  into.add(chunk.file);
  for (const file of [...(chunk.css ?? []), ...(chunk.assets ?? [])]) into.add(file);
  for (const next of chunk.imports ?? []) follow(next, into);
}

/** Nodes (layouts, pages) whose source path passes the test.
 * @param {(source: string) => boolean} wanted */
function nodesOf(wanted) {
  return readdirSync(GENERATED).filter((name) => {
    const source = readFileSync(join(GENERATED, name), 'utf8').match(/src\/routes\/[^"']+/g) ?? [];
    return source.some(wanted);
  });
}

/** Every file that the pages with these sources need at once; what is loaded later is left out.
 * @param {(source: string) => boolean} wanted @param {string[]} languages */
export function filesOf(wanted, languages) {
  const names = nodesOf((source) => source === 'src/routes/+layout.svelte' || source === 'src/routes/+error.svelte' || wanted(source));
  const tests = [/entry\/(start|app)\.js$/, /runtime\/client\/entry\.js$/, /client-optimized\/app\.js$/];
  for (const name of names) tests.push(new RegExp(`nodes/${name.replace('.', '\\.')}$`));
  for (const language of languages) tests.push(new RegExp(`i18n/${language}\\.ts$`));
  /** @type {Set<string>} */
  const files = new Set();
  for (const key of Object.keys(chunks)) if (tests.some((test) => test.test(key))) follow(key, files);
  return [...files].filter((file) => existsSync(join(ROOT, file)));
}
