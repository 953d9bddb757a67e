import { fail, succeed } from '#platform/errors.ts';
import type { Money } from '#platform/money.ts';
import { afterTransfer, newAccount, refuseDeposit, refuseWithdrawal } from './account.ts';
import type { Account, Operation, Owner } from './account.ts';
import type { Payment } from './payment.ts';

/** A customer; `version` is that of the newest change of standing that was applied. */
export type Customer = Owner & Readonly<{ userId: string; version: number }>;

/** The rows that a transaction has locked. Commands are folded over them by replacing values: what differs from before is written. */
export interface Books {
  readonly owners: Map<string, Customer>;
  /** By `accountKey`. */
  readonly accounts: Map<string, Account>;
  /** By order. */
  readonly payments: Map<string, Payment>;
  /** What was posted, in order. */
  readonly operations: Operation[];
  /** The transaction's time, and a source of ids. */
  readonly at: Date;
  readonly newId: () => string;
}

/** What a transfer did, and the account after it. */
export type Movement = Readonly<{ account: Account; operation: Operation }>;

/** Identifies an account: a customer has at most one per currency. */
export const accountKey = ({ ownerId, currency }: { ownerId: string; currency: string }) => `${ownerId} ${currency}`;

/** Returns a locked customer. Throws for one that is not locked. */
export function ownerOf({ owners }: Books, userId: string): Customer {
  const owner = owners.get(userId);
  if (owner === undefined) throw new Error(`Customer ${userId} is not locked`);
  return owner;
}

/** Returns a locked customer's account in a currency, or null. */
export const accountOf = ({ accounts }: Books, ownerId: string, currency: string): Account | null =>
  accounts.get(accountKey({ ownerId, currency })) ?? null;

/** Replaces an account, and returns it. */
export function putAccount({ accounts }: Books, account: Account): Account {
  accounts.set(accountKey(account), account);
  return account;
}

/** Freezes or unfreezes a customer's accounts. Ignores a version that is not newer than the one applied last. */
export function setFrozen(books: Books, { userId, version, frozen }: Customer): void {
  if (version > ownerOf(books, userId).version) books.owners.set(userId, { userId, version, frozen });
}

/** Moves money between a customer's account and the system's. `orderId` is null for deposits and withdrawals. */
export function post(books: Books, before: Account, transfer: Pick<Operation, 'type' | 'amountMinor' | 'orderId'>) {
  const account = putAccount(books, afterTransfer(before, transfer.type, transfer.amountMinor));
  const { id: accountId, currency, balanceMinor: balanceAfterMinor, postingsCount: seq } = account;
  const made = { id: books.newId(), accountId, seq, currency, balanceAfterMinor, createdAt: books.at };
  const operation = { ...transfer, ...made };
  books.operations.push(operation);
  return { account, operation };
}

/** Adds money to a customer's account in the currency of the amount; opens the account where there is none. */
export function deposit(books: Books, ownerId: string, amount: Money) {
  const { amountMinor, currency } = amount;
  const account = accountOf(books, ownerId, currency);
  const refusal = refuseDeposit(ownerOf(books, ownerId), account, amount);
  if (refusal !== null) return refusal;
  const opened = account ?? newAccount(books.newId(), ownerId, currency);
  return succeed(post(books, opened, { type: 'DEPOSIT', amountMinor, orderId: null }));
}

/** Takes money from a customer's account in the currency of the amount. What is held for orders cannot be taken. */
export function withdraw(books: Books, ownerId: string, amount: Money) {
  const { amountMinor, currency } = amount;
  const account = accountOf(books, ownerId, currency);
  if (account === null) return fail('NOT_FOUND', `You have no account in ${currency}.`, 'input.amount.currency');
  const refusal = refuseWithdrawal(ownerOf(books, ownerId), account, amount);
  return refusal ?? succeed(post(books, account, { type: 'WITHDRAWAL', amountMinor, orderId: null }));
}
