import type { Deps, Tx } from '../deps.ts';
import { lockAccount } from '../ledger/lock-account.ts';

/** Opens a user's account in the default currency, unless a deposit or the like has opened it before. */
export async function openFirstAccount(deps: Deps, tx: Tx, userId: string): Promise<void> {
  await lockAccount(tx, deps, { ownerId: userId, currency: deps.defaultCurrency });
}
