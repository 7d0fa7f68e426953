/** Fails when the script of a first visit to a main page, words included, passes the budget, before the map:
 * as brotli, which the server sends to every browser that takes it (all of them, over TLS); gzip is told beside it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { ROOT, filesOf } from './manifest.js';

const BUDGET_KB = 90;
const pages = { '/report': 'src/routes/report/+page', '/': 'src/routes/+page', '/patrol': 'src/routes/patrol/', '/incidents': 'src/routes/incidents/' };
/** @type {Record<string, string>} */
const bundles = { '/patrol': 'uk.desk', '/incidents': 'uk.archive' };

let worst = 0;
for (const [address, source] of Object.entries(pages)) {
  const words = ['uk', bundles[address] ?? ''].filter(Boolean);
  const scripts = filesOf((path) => path.startsWith(source), words).filter((file) => file.endsWith('.js'));
  const contents = scripts.map((file) => readFileSync(join(ROOT, file)));
  /** @param {(content: Buffer) => Buffer} how */
  const size = (how) => contents.reduce((sum, content) => sum + how(content).length, 0);
  const bytes = size((content) => brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
  const gzip = size((content) => gzipSync(content, { level: 9 }));
  const kilobytes = [bytes, gzip].map((one) => (one / 1000).toFixed(1).padStart(6));
  console.log(`${address.padEnd(10)} ${kilobytes[0]} kB of script (gzip ${kilobytes[1]}) in ${scripts.length} files`);
  if (!scripts.some((file) => /nodes\/([3-9]|\d\d)\./.test(file))) throw new Error(`${address}: its page was not found`);
  worst = Math.max(worst, bytes);
}
if (worst > BUDGET_KB * 1000) {
  console.error(`over the script budget of ${BUDGET_KB} kB`);
  process.exit(1);
}
