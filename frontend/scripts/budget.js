/** Fails when the script of a first visit to a main page, words included, passes the budget (gzip, before the map). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT, filesOf } from './manifest.js';

const BUDGET_KB = 90;
const pages = { '/report': 'src/routes/report/+page', '/': 'src/routes/+page', '/patrol': 'src/routes/patrol/' };

let worst = 0;
for (const [address, source] of Object.entries(pages)) {
  const words = address === '/patrol' ? ['uk', 'uk.desk'] : ['uk'];
  const scripts = filesOf((path) => path.startsWith(source), words).filter((file) => file.endsWith('.js'));
  const bytes = scripts.reduce((sum, file) => sum + gzipSync(readFileSync(join(ROOT, file)), { level: 9 }).length, 0);
  console.log(`${address.padEnd(8)} ${(bytes / 1000).toFixed(1).padStart(6)} kB gzip of script in ${scripts.length} files`);
  if (!scripts.some((file) => /nodes\/([3-9]|\d\d)\./.test(file))) throw new Error(`${address}: its page was not found`);
  worst = Math.max(worst, bytes);
}
if (worst > BUDGET_KB * 1000) {
  console.error(`over the script budget of ${BUDGET_KB} kB`);
  process.exit(1);
}
