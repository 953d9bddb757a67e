// Keeps the graph of today as that of the last release: `npm run release:schema`, right before a release. From then on, a change that
// breaks a client of it needs a decision record.
import { writeFileSync } from 'node:fs';
import { composeGraph } from './graph.ts';
import { RELEASED_FILE } from './released.ts';

writeFileSync(RELEASED_FILE, `${composeGraph().api}\n`);
console.log(`Wrote ${RELEASED_FILE}`);
