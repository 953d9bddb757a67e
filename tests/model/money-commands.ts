import { expect } from 'vitest';
import { deposit, withdraw } from '../../subgraphs/accounts/use-cases/move-money.ts';
import type { Move } from './commands.ts';
import { codeOf } from '../kit/world.ts';
import { at, foretoldByKey, inGraph, insist, noteKeyed } from './run.ts';
import type { Run } from './run.ts';

/** A customer's accounts before a command. */
async function figuresOf({ world }: Run, customerId: string, currency: string) {
  const { defaultCurrency } = world.accounts;
  const { accounts } = world.stored;
  const owner = await accounts.owner.findUnique({ where: { userId: customerId } });
  const account = await accounts.account.findFirst({ where: { ownerId: customerId, currency } });
  const none = currency === defaultCurrency ? 0n : undefined;
  return {
    isFrozen: owner?.frozen ?? false,
    available: account === null ? none : (account.balanceMinor ?? 0n) - (account.heldMinor ?? 0n),
  };
}

/** The required result of a movement of money. */
async function foretell(run: Run, { do: verb, who, currency, units }: Move): Promise<string> {
  const { isFrozen, available } = await figuresOf(run, at(run.customers, who).id, currency);
  if (verb === 'withdraw' && available === undefined) return 'NOT_FOUND';
  if (isFrozen) return 'ACCOUNT_FROZEN';
  return verb === 'withdraw' && (available ?? 0n) < BigInt(units) ? 'INSUFFICIENT_FUNDS' : 'OK';
}

/** Deposits or withdraws. */
export async function moveMoney(run: Run, command: Move): Promise<void> {
  const { do: verb, who, currency, units, key } = command;
  const caller = at(run.customers, who);
  const amount = inGraph(BigInt(units), currency);
  const asked = { by: `${verb} ${caller.id}`, key, input: amount };
  const foretold = run.isOneByOne ? (foretoldByKey(run, asked) ?? (await foretell(run, command))) : undefined;

  const outcome = await insist(run, command, async () =>
    (verb === 'deposit' ? deposit : withdraw)(run.world.accounts, caller, { amount, idempotencyKey: key }),
  );

  const answer = 'operation' in outcome ? outcome.operation.id : codeOf(outcome);
  if (foretold !== undefined) expect([codeOf(outcome), answer], `${verb} ${units} ${currency}`).toContain(foretold);
  noteKeyed(run, { ...asked, answer });
  if ('operation' in outcome) {
    const byMinor = verb === 'deposit' ? BigInt(units) : -BigInt(units);
    run.moved.set(outcome.operation.id, { customerId: caller.id, currency, byMinor });
    expect(outcome.operation).toMatchObject({ amountMinor: BigInt(units), currency });
  }
}
