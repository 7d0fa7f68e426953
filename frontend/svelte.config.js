import adapter from '@sveltejs/adapter-static';

/** @type {import('@sveltejs/kit').Config} */
export default {
  compilerOptions: { runes: true },
  kit: {
    // Every page is the same small shell; Django answers unknown paths with it.
    adapter: adapter({ fallback: 'index.html', precompress: false }),
    alias: { $features: 'src/features', $fonts: '.svelte-kit/fonts' },
    paths: { relative: false },
    // Registered by lib/offline/updates so that a new version is announced, never forced.
    serviceWorker: { register: false },
    version: { pollInterval: 0 }
  }
};
