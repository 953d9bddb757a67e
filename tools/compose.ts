// Composes the services' schemas into the graph that the router serves: `npm run compose:supergraph`, or with `-- --check` only
// checks whether the committed one is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { composeGraph, SUPERGRAPH_FILE } from './graph.ts';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const { supergraph } = composeGraph();
if (!values.check) {
  writeFileSync(SUPERGRAPH_FILE, supergraph);
  console.log(`Wrote ${SUPERGRAPH_FILE}`);
} else if (readFileSync(SUPERGRAPH_FILE, 'utf8') !== supergraph) {
  console.error('router/supergraph.graphql is not what the schemas compose to: run `npm run compose:supergraph`.');
  process.exitCode = 1;
}
