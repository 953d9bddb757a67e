// Writes docs/api.md, the documentation of the graph: `npm run docs:api`.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { apiDocument } from './api-document.ts';
import { composeGraph } from './graph.ts';

const FILE = fileURLToPath(new URL('../docs/api.md', import.meta.url));
writeFileSync(FILE, apiDocument(composeGraph().api));
console.log(`Wrote ${FILE}`);
