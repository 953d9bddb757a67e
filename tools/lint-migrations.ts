// `npm run check:migrations`: no migration blocks a running service or breaks the version before (docs/guides/change-a-table.md).
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { faultsOf, nothingKnown } from './migration-faults.ts';
import type { Known } from './migration-faults.ts';

const PROJECT = join(import.meta.dirname, '..');
/** The last migration older than these rules. */
const BASELINE = '20261127030000_search_of_any_length';

const known = new Map<string, Known>();
for (const file of globSync('prisma/*/migrations/*/migration.sql', { cwd: PROJECT }).toSorted()) {
  const [, owner = '', , name = ''] = file.split(/[/\\]/);
  if (name <= BASELINE) continue;
  const knownOfOwner = known.get(owner) ?? nothingKnown();
  known.set(owner, knownOfOwner);
  const faults = faultsOf(readFileSync(join(PROJECT, file), 'utf8'), knownOfOwner);
  for (const fault of faults) console.error(`${dirname(file)}: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}
