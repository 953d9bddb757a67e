import { transaction } from '#platform/database.ts';
import { succeed } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { idempotent } from '#platform/idempotency.ts';
import { parseInput } from '#platform/input.ts';
import type { Caller } from '#platform/token.ts';
import type { Deps } from '../deps.ts';
import { refuseDeposit } from '../domain/account.ts';
import { findMovement } from '../ledger/find-movement.ts';
import { lockAccount } from '../ledger/lock-account.ts';
import { openAccount } from '../ledger/open-account.ts';
import { recordTransfer } from '../ledger/record-transfer.ts';
import type { Movement } from '../ledger/record-transfer.ts';
import { moveMoneyInput } from './move-money-input.ts';

type Code = 'ACCOUNT_FROZEN' | 'INVALID_INPUT' | 'IDEMPOTENCY_CONFLICT';

/** Adds money to the caller's account in the currency of the amount, and opens that account if there is none. */
export async function deposit(deps: Deps, caller: Caller, input: unknown): Promise<Outcome<Movement, Code>> {
  const { amount, idempotencyKey: key } = parseInput(moveMoneyInput, input);
  const { amountMinor, currency } = amount;
  return transaction(deps.database, (tx) =>
    idempotent<Movement, Code>(
      tx,
      { callerId: caller.id, operation: 'deposit', key, input: amount },
      {
        run: async () => {
          const { owner, account } = await lockAccount(tx, deps, { ownerId: caller.id, currency });
          const refusal = refuseDeposit(owner, account, amount);
          if (refusal !== null) return refusal;
          const opened = account ?? (await openAccount(tx, caller.id, currency));
          return succeed(
            await recordTransfer(tx, opened, {
              type: 'DEPOSIT',
              amountMinor,
              orderId: null,
              releasedMinor: 0n,
              at: deps.now(),
            }),
          );
        },
        idOf: ({ operation }) => operation.id,
        load: async (id) => succeed(await findMovement(tx, id)),
      },
    ),
  );
}
