import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** Imports may only go down: routes → features → lib/{live,map,offline} → lib/{api,ui,i18n}. */
const forbid = (...groups) => [
  'error',
  { patterns: groups.map(([group, message]) => ({ group, message })) }
];
const ROUTES = [['**/routes/**'], 'Routes are the top floor: nothing imports them.'];
const FEATURES = [['$features/**', '**/features/**'], 'lib knows no feature: pass what you need in.'];
const WIRE = [['$lib/api/**', '$lib/live/**', '$lib/offline/**'], 'lib/ui and lib/i18n know no wire.'];

const network = [
  { name: 'fetch', message: 'Use $lib/api/client: one door to the server.' },
  { name: 'WebSocket', message: 'Use $lib/live/socket.svelte: one live connection.' },
  { name: 'XMLHttpRequest', message: 'Use $lib/api/client.' }
];

export default ts.config(
  { ignores: ['build/', '.svelte-kit/', 'node_modules/', 'src/lib/api/schema.gen.d.ts'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      complexity: ['error', 12],
      'max-lines': ['error', { max: 400, skipBlankLines: true }],
      'no-console': 'error',
      'no-restricted-globals': ['error', ...network],
      'no-undef': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-imports': forbid(ROUTES)
    }
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { extraFileExtensions: ['.svelte'], parser: ts.parser, svelteConfig }
    },
    rules: {
      'svelte/no-at-html-tags': 'error',
      'svelte/prefer-svelte-reactivity': 'off',
      // Style attributes in markup are refused by the CSP; style: directives are set by script.
      'no-restricted-syntax': [
        'error',
        { selector: 'SvelteAttribute[key.name="style"]', message: 'Use a class or a style: directive.' }
      ],
      'svelte/no-navigation-without-resolve': 'off'
    }
  },
  { files: ['src/lib/**'], rules: { 'no-restricted-imports': forbid(ROUTES, FEATURES) } },
  {
    files: ['src/lib/ui/**', 'src/lib/i18n/**'],
    rules: { 'no-restricted-imports': forbid(ROUTES, FEATURES, WIRE) }
  },
  {
    files: ['src/lib/api/client.ts', 'src/lib/live/socket.svelte.ts', 'src/service-worker.ts', 'scripts/**'],
    rules: { 'no-restricted-globals': 'off', 'no-console': 'off' }
  },
  { files: ['**/*.test.ts'], rules: { 'no-restricted-globals': 'off', 'max-lines': 'off' } }
);
