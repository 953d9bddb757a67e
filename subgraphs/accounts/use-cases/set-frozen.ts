import type { Deps, Tx } from '../deps.ts';
import { lockOwner } from '../ledger/lock-owner.ts';

/** News of a user's standing. */
export interface Standing {
  readonly userId: string;
  readonly version: number;
  readonly frozen: boolean;
}

/** Freezes a user's accounts, or frees them, unless later news of the user has been heeded before. */
export async function setFrozen(deps: Deps, tx: Tx, { userId, version, frozen }: Standing): Promise<void> {
  const owner = await lockOwner(tx, deps, userId);
  if (version <= owner.version) return;
  await tx.owner.update({ where: { userId }, data: { frozen, version } });
}
