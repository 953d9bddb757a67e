import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { isFailure } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { gather } from '#platform/gather.ts';
import { runOnce, type Command } from '#platform/idempotency.ts';
import { idempotencyKey, optional, parseInput } from '#platform/input.ts';
import { moneyInput, newMoneyInput, type Money } from '#platform/money.ts';
import { currentScope } from '#platform/scope.ts';
import type { Caller } from '#platform/token.ts';
import type { Deps } from '../deps.ts';
import * as domain from '../domain/books.ts';
import type { Movement } from '../domain/books.ts';
import { keepBooks } from '../ledger.ts';
import { movementsOf } from '../rows.ts';

const idempotent = { idempotencyKey: optional(idempotencyKey) };
/** Money in a withdrawn currency can be taken out, but not added. */
const MOVES = {
  deposit: {
    apply: domain.deposit,
    inputSchema: z.object({ amount: newMoneyInput, ...idempotent }),
    event: 'money deposited',
  },
  withdraw: {
    apply: domain.withdraw,
    inputSchema: z.object({ amount: moneyInput, ...idempotent }),
    event: 'money withdrawn',
  },
};
type Code = 'NOT_FOUND' | 'ACCOUNT_FROZEN' | 'INSUFFICIENT_FUNDS' | 'INVALID_INPUT';
type Moved = Outcome<Movement, Code | 'IDEMPOTENCY_CONFLICT'>;

/** How many movements of a customer share a transaction: it bounds how long the customer's orders wait. */
const MOVEMENTS_MAX = 100;

/** Adds money to the caller's account in the currency of the amount, and opens that account if there is none. */
export const deposit = (deps: Deps, caller: Caller, input: unknown) => move(deps, 'deposit', caller, input);

/** Takes money from the caller's account in the currency of the amount. What is held for orders cannot be taken. */
export const withdraw = (deps: Deps, caller: Caller, input: unknown) => move(deps, 'withdraw', caller, input);

type Lane = (command: Command<Money>) => Promise<Moved>;
const lanesOf = new WeakMap<Deps, LRUCache<string, Lane>>();
/** Evicting one in use is harmless: it and its successor wait for each other's lock. */
const LANES_MAX = 1_000;

/** Concurrent movements of one customer share a transaction, which locks one row: no customer waits for another's load or lock. */
async function move(deps: Deps, kind: keyof typeof MOVES, { id: callerId }: Caller, input: unknown) {
  const { apply, inputSchema, event } = MOVES[kind];
  const { amount, idempotencyKey: key } = parseInput(inputSchema, input);
  const lanes = lanesOf.get(deps) ?? new LRUCache<string, Lane>({ max: LANES_MAX });
  lanesOf.set(deps, lanes);
  const run = (commands: readonly Command<Money>[]): Promise<Moved[]> =>
    deps.database.transaction((tx) =>
      runOnce<Money, Movement, Code>(tx, kind, commands, {
        run: (first) =>
          keepBooks(tx, deps, { ownerIds: [callerId] }, (books) =>
            first.map(({ input: asked, scope }) => {
              const outcome = apply(books, callerId, asked);
              if (!isFailure(outcome)) tx.event(event, { userId: callerId, operationId: outcome.operation.id }, scope);
              return outcome;
            }),
          ),
        idOf: ({ operation }) => operation.id,
        load: (ids) => movementsOf(tx, ids),
      }),
    );
  const lane = lanes.get(`${kind} ${callerId}`) ?? gather({ sizeMax: MOVEMENTS_MAX, runsMax: 1, run });
  lanes.set(`${kind} ${callerId}`, lane);
  return lane({ callerId, key, input: amount, scope: currentScope() });
}
