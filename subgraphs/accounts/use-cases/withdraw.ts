import { transaction } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { idempotent } from '#platform/idempotency.ts';
import { parseInput } from '#platform/input.ts';
import type { Caller } from '#platform/token.ts';
import type { Deps } from '../deps.ts';
import { refuseWithdrawal } from '../domain/account.ts';
import { findMovement } from '../ledger/find-movement.ts';
import { lockAccount } from '../ledger/lock-account.ts';
import { recordTransfer } from '../ledger/record-transfer.ts';
import type { Movement } from '../ledger/record-transfer.ts';
import { moveMoneyInput } from './move-money-input.ts';

type Code = 'NOT_FOUND' | 'ACCOUNT_FROZEN' | 'INSUFFICIENT_FUNDS' | 'IDEMPOTENCY_CONFLICT';

/** Takes money from the caller's account in the currency of the amount. What is held for orders cannot be taken. */
export async function withdraw(deps: Deps, caller: Caller, input: unknown): Promise<Outcome<Movement, Code>> {
  const { amount, idempotencyKey: key } = parseInput(moveMoneyInput, input);
  const { amountMinor, currency } = amount;
  return transaction(deps.database, (tx) =>
    idempotent<Movement, Code>(
      tx,
      { callerId: caller.id, operation: 'withdraw', key, input: amount },
      {
        run: async () => {
          const { owner, account } = await lockAccount(tx, deps, { ownerId: caller.id, currency });
          if (account === null)
            return fail('NOT_FOUND', `You have no account in ${currency}.`, 'input.amount.currency');
          const refusal = refuseWithdrawal(owner, account, amount);
          if (refusal !== null) return refusal;
          return succeed(
            await recordTransfer(tx, account, {
              type: 'WITHDRAWAL',
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
