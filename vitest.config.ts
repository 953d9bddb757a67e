import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';
import { isAlone } from './tools/isolated-tests.ts';

// What Node compiles is kept between processes, as the launcher keeps it.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('node_modules/.cache/node', import.meta.url));

const SOURCE = '{platform,subgraphs,router,launcher,mailbox,client,bench,tools}';

/** The files that take longest, of each group. They start first, so that no core is idle while the last of them runs. */
const LONGEST = [
  'end-to-end/chaos',
  'end-to-end/shop',
  'browser/browser',
  'browser/console',
  'end-to-end/plans',
  'end-to-end/pairs',
  'end-to-end/one-system',
  'end-to-end/demo',
  'end-to-end/access',
  'platform/messages',
  'router/one-schema',
  'model/model',
  'platform/inbox',
  'launcher/postgres',
  'model/controls',
  'launcher/supervise',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const index = LONGEST.findIndex((name) => moduleId.endsWith(`tests/${name}.test.ts`));
      return index === -1 ? LONGEST.length : index;
    };
    return files.toSorted((one, other) => rank(one) - rank(other));
  }
}

/** Those of other projects. */
const OTHERS = ['tests/architecture/**', 'tests/{end-to-end,browser,docs,deploy}/**'];

const ALONE = globSync('tests/**/*.test.ts', { exclude: OTHERS }).filter((file) => isAlone(readFileSync(file, 'utf8')));

/** The other files share a process and its modules, which take longer to load than most tests. */
const integration = (which: { name: string; isolate: boolean; include?: string[]; exclude?: string[] }) => ({
  extends: true as const,
  test: {
    include: ['tests/**/*.test.ts'],
    // One PostgreSQL for the run; each test has a database of its own in it.
    globalSetup: ['tests/kit/global-setup.ts'],
    // They often wait for a timeout, a poll or a process.
    maxWorkers: 4,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    sequence: { groupOrder: 1 },
    ...which,
  },
});

export default defineConfig({
  // As Node resolves it for our code and for Apollo's packages alike: two copies of graphql do not know each other's types.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // A test that asserts nothing cannot fail, so it fails. A poll waits for what must come, and ends when it does: vitest's own second would measure how busy the machine is.
    expect: { requireAssertions: true, poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'architecture',
          include: ['tests/architecture/**/*.test.ts'],
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'unit',
          include: [`${SOURCE}/**/*.test.ts`],
          // They take milliseconds; on a machine that is busy with something else, the first may wait for its imports.
          testTimeout: 30_000,
          // They share no state but the modules, which would take longer to load for each file than the tests take.
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      integration({ name: 'integration', exclude: [...OTHERS, ...ALONE], isolate: false }),
      integration({ name: 'integration-alone', include: ALONE, isolate: true }),
      {
        extends: true,
        test: {
          name: 'end-to-end',
          include: ['tests/{end-to-end,browser}/**/*.test.ts'],
          // Each file starts a whole system of its own, eight processes and a database; two of them fill two cores, but when they wait.
          maxWorkers: 3,
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
