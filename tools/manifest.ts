// Lists the operations that the client sends, for routers that answer no others: `npm run manifest:operations`.
import { writeFileSync } from 'node:fs';
import { MANIFEST_FILE, manifestOf } from './operations.ts';

writeFileSync(MANIFEST_FILE, manifestOf());
console.log(`Wrote ${MANIFEST_FILE}`);
