import { sveltekit } from '@sveltejs/kit/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { cutFonts } from './scripts/fonts.js';

const backend = process.env.VARTA_WEB ?? 'http://127.0.0.1:8000';
const socket = process.env.VARTA_SOCKET ?? 'http://127.0.0.1:8001';

/** SvelteKit hides its route announcer by a style attribute, which `style-src 'self'` refuses: a class does it. */
const announcerByClass: Plugin = {
  name: 'announcer-by-class',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('generated/root.svelte')) return null;
    return code.replace(/(id="svelte-announcer"[^>]*?) style="[^"]*"/, '$1 class="sr-only"');
  }
};

/** What three pages or more need travels together: on a slow network a file costs more than its bytes. The framework
 * is a file of its own beside ours, because a new connection brings only some 15 kB with each turn there and back. */
const FRAMEWORK = { name: 'framework', test: /node_modules\/(svelte|clsx|esm-env)\//, minShareCount: 3 };
const SHARED = {
  name: 'shared',
  test: /node_modules\/(@sveltejs|@lucide|devalue)\/|src\/(lib\/(api|ui|live|offline|i18n\/[^/]*$)|features\/(shell|inbox))/,
  minShareCount: 3
};

/** What only two need would be a file each, some of a few hundred bytes: small things go together. */
const PAIRED = {
  name: 'paired',
  test: /node_modules\/(svelte|@sveltejs|@lucide|clsx|esm-env|devalue)\/|src\/(lib\/(catalogue|part|ui\/StateBadge|map\/(geometry|words))|features\/(shell|inbox))/,
  minShareCount: 2
};

/** So do the words and states that the parts of one feature share. */
const FEATURES = {
  name: (path: string) => /features\/(\w+)\//.exec(path)?.[1] ?? null,
  test: /src\/features\/(patrol|report)\/[^/]+\.ts$/,
  minShareCount: 2
};

/** Makes what `lib/ui/fonts.css` names, before anything looks for it. */
const fonts: Plugin = { name: 'cut-fonts', buildStart: cutFonts };

export default defineConfig({
  plugins: [announcerByClass, fonts, sveltekit()],
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 1200,
    rolldownOptions: { output: { codeSplitting: { groups: [FRAMEWORK, SHARED, PAIRED, FEATURES] } } }
  },
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  server: {
    proxy: {
      '/api': backend,
      '/_allauth': backend,
      '/ws': { target: socket, ws: true }
    }
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' }
});
