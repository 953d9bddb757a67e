// `npm run release:schema`, right before a release: stores the present graph and messages as the last release's. From then on, a breaking change
// of the graph needs a decision record, and consumers must understand these messages.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { environment } from '#platform/config.ts';
import { composeGraph } from './graph.ts';
import { RELEASED_FILE } from './released.ts';

writeFileSync(RELEASED_FILE, `${composeGraph().api}\n`);
console.log(`Wrote ${RELEASED_FILE}`);

const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
execFileSync(
  process.execPath,
  [vitest, 'run', 'tests/released', '--testNamePattern', 'writes what the services send'],
  {
    env: { ...environment(), RELEASE_MESSAGES: 'write' },
    stdio: 'inherit',
  },
);
