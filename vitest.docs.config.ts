import { defineConfig } from 'vitest/config';

// What reads prose and deployment files: pages and guides are carried out, manifests are linted, what they say is started.
export default defineConfig({
  // As in vitest.config.ts.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    name: 'docs',
    include: ['tests/{docs,deploy}/**/*.test.ts'],
    maxWorkers: 2,
    expect: { requireAssertions: true },
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
