// `npm run manifest:operations`: lists the client's operations, for routers that accept no others.
import { writeFileSync } from 'node:fs';
import { MANIFEST_FILE, manifestOf } from './operations.ts';

writeFileSync(MANIFEST_FILE, manifestOf());
console.log(`Wrote ${MANIFEST_FILE}`);
