import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

const backend = process.env.VARTA_WEB ?? 'http://127.0.0.1:8000';
const socket = process.env.VARTA_SOCKET ?? 'http://127.0.0.1:8001';

export default defineConfig({
  plugins: [sveltekit()],
  build: { target: 'es2022', chunkSizeWarningLimit: 1200 },
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
