import { defineConfig } from 'vite';

/** Builds a folder that any server can serve, from any path. `npm run console` serves it from its sources, beside a running system. */
export default defineConfig({
  base: './',
  // One style sheet, and no data: addresses, so that the page's policy can be strict.
  build: {
    target: 'es2022',
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Packages mark what runs in browsers alone; here everything does.
      onLog: (level, log, next) => log.code === 'MODULE_LEVEL_DIRECTIVE' || next(level, log),
    },
  },
  server: { proxy: { '/graphql': 'http://127.0.0.1:4000' } },
});
