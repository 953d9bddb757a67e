import { NIL } from 'uuid';
import type { Log } from '#platform/log.ts';
import type { Deps } from '../deps.ts';
import { findUnfolded, refoldUser } from '../rows.ts';

const BATCH_MAX = 500;

/** Folds names stored by an older rule. A user whose folded name is taken keeps the stored one, signs in by the exact name, and is logged. Returns the number of these. */
export async function refoldNames({ database, log }: Pick<Deps, 'database'> & { readonly log: Log }): Promise<number> {
  let stayed = 0;
  let folded = 0;
  for (let after: string = NIL; ;) {
    const users = await findUnfolded(database, after, BATCH_MAX);
    for (const user of users) {
      const others = await database.transaction((tx) => refoldUser(tx, user));
      if (others.length === 0) folded += 1;
      else {
        stayed += 1;
        log.warn(
          { userId: user.id, sameNameAs: others },
          'two users have one e-mail address or username, whatever its case: give one of them another (docs/guides/run-it.md)',
        );
      }
    }
    const last = users.at(-1);
    if (last === undefined) break;
    after = last.id;
  }
  if (folded + stayed > 0) log.info({ folded, stayed }, 'names were folded by the current rule');
  return stayed;
}
