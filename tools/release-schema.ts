// `npm run release:schema`, right before a release: stores the present graph as the last release's. From then on, a breaking change needs a
// decision record.
import { writeFileSync } from 'node:fs';
import { composeGraph } from './graph.ts';
import { RELEASED_FILE } from './released.ts';

writeFileSync(RELEASED_FILE, `${composeGraph().api}\n`);
console.log(`Wrote ${RELEASED_FILE}`);
