import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '#platform/database.ts';
import type { Deps } from './deps.ts';
import { newAccount } from './domain/account.ts';
import type { Account } from './domain/account.ts';
import { accountKey, accountOf, putAccount } from './domain/books.ts';
import type { Books, Customer } from './domain/books.ts';
import type { Payment } from './domain/payment.ts';
import { sidesOf } from './domain/transfer.ts';
import type { Operation } from './domain/transfer.ts';
import { ACCOUNTS, accountsOf, OWNERS, PAYMENTS, paymentsOf, POSTINGS, TRANSFERS } from './rows.ts';

/** Whose money and which orders' payments a transaction is about. */
export interface Touched {
  readonly ownerIds: readonly string[];
  readonly orderIds?: readonly string[];
}

/**
 * Locks customers, lets `fold` change their accounts and payments in memory, and writes what differs: a number of statements that does not
 * depend on how many commands are folded. The owners' rows are the only locks that commands take, and all at once in the order of their
 * ids, so two transactions cannot wait for each other. The first touch of a customer opens the account in the default currency.
 */
export async function keepBooks<Result>(
  tx: Tx,
  { defaultCurrency, now }: Deps,
  { ownerIds, orderIds = [] }: Touched,
  fold: (books: Books) => Result,
): Promise<Result> {
  const locked = await lockRows(tx, [...new Set(ownerIds)], [...new Set(orderIds)]);
  const books = { ...locked, operations: [], at: now(), newId: uuidv7 };
  const { owners, accounts, payments } = books;
  const before = { owners: new Map(owners), accounts: new Map(accounts), payments: new Map(payments) };
  for (const ownerId of owners.keys()) {
    if (accountOf(books, ownerId, defaultCurrency) === null)
      putAccount(books, newAccount(books.newId(), ownerId, defaultCurrency));
  }
  const result = fold(books);
  await tx.update(OWNERS, changed(before.owners, owners), { by: ['userId'], set: ['frozen', 'version'] });
  await writeAccounts(tx, before.accounts, accounts);
  await writePayments(tx, before.payments, payments);
  await writeOperations(tx, books.operations);
  return result;
}

type Locked = Pick<Books, 'owners' | 'accounts' | 'payments'>;

async function lockRows(tx: Tx, ownerIds: readonly string[], orderIds: readonly string[]): Promise<Locked> {
  // Those who are not there yet are inserted before anything is locked: an insertion waits for a rival's commit as a lock does.
  await tx.run`
    INSERT INTO owners (user_id) SELECT id FROM unnest(${ownerIds}::uuid[]) AS touched (id)
    WHERE NOT EXISTS (SELECT FROM owners WHERE user_id = id) ORDER BY id ON CONFLICT DO NOTHING`;
  const owners = await tx.rows(OWNERS)`
    SELECT ${OWNERS} FROM owners WHERE user_id = ANY(${ownerIds}::uuid[]) ORDER BY user_id FOR NO KEY UPDATE`;
  const accounts = await accountsOf(tx, ownerIds);
  const payments = orderIds.length === 0 ? [] : await paymentsOf(tx, orderIds, null);
  return {
    owners: new Map(owners.map((owner): [string, Customer] => [owner.userId, owner])),
    accounts: new Map(accounts.map((account) => [accountKey(account), account])),
    payments: new Map(payments.map((payment): [string, Payment] => [payment.orderId, payment])),
  };
}

type Values<Value> = ReadonlyMap<string, Value>;
const added = <Value>(before: Values<Value>, after: Values<Value>): Value[] =>
  [...after].flatMap(([key, value]) => (before.has(key) ? [] : [value]));
const changed = <Value>(before: Values<Value>, after: Values<Value>): Value[] =>
  [...after].flatMap(([key, value]) => (before.has(key) && before.get(key) !== value ? [value] : []));

async function writeAccounts(tx: Tx, before: Values<Account>, after: Values<Account>): Promise<void> {
  const opened = added(before, after).map((account) => ({ ...account, kind: 'CUSTOMER' as const }));
  if (opened.length > 0) {
    await tx.run`
      INSERT INTO accounts (id, kind, currency)
      SELECT gen_random_uuid(), system.kind, opened.currency
      FROM unnest(enum_range(NULL::account_kind)) AS system (kind), unnest(${opened.map(({ currency }) => currency)}::bpchar[]) AS opened (currency)
      WHERE system.kind <> 'CUSTOMER'
        AND NOT EXISTS (SELECT FROM accounts WHERE accounts.kind = system.kind AND accounts.currency = opened.currency)
      ORDER BY opened.currency, system.kind ON CONFLICT DO NOTHING`;
  }
  await tx.insert(ACCOUNTS, opened);
  await tx.update(ACCOUNTS, changed(before, after), {
    by: ['id'],
    set: ['balanceMinor', 'heldMinor', 'refundableMinor', 'postingsCount'],
  });
}

/** The database lets a payment take one step at a time, so one that was captured and refunded at once is written twice. */
async function writePayments(tx: Tx, before: Values<Payment>, after: Values<Payment>): Promise<void> {
  const moved = changed(before, after);
  const isTwoSteps = ({ orderId, status }: Payment): boolean =>
    status === 'REFUNDED' && before.get(orderId)?.status === 'AUTHORIZED';
  const firstSteps = moved.map((payment) =>
    isTwoSteps(payment) ? { ...payment, status: 'CAPTURED' as const } : payment,
  );
  await tx.insert(PAYMENTS, added(before, after));
  await tx.update(PAYMENTS, firstSteps, { by: ['id'], set: ['status', 'updatedAt'] });
  await tx.update(PAYMENTS, moved.filter(isTwoSteps), { by: ['id'], set: ['status', 'updatedAt'] });
}

/** Writes transfers with both their postings. The system's accounts are only referenced, so that customers do not wait for one another. */
async function writeOperations(tx: Tx, operations: readonly Operation[]): Promise<void> {
  if (operations.length === 0) return;
  const systemAccounts = await tx.rows(ACCOUNTS)`
    SELECT ${ACCOUNTS} FROM accounts
    WHERE kind <> 'CUSTOMER' AND currency = ANY(${operations.map(({ currency }) => currency)}::bpchar[])`;
  const systemIds = new Map(systemAccounts.map(({ id, kind, currency }) => [`${kind} ${currency}`, id]));
  const transfers = operations.map((operation) => ({ ...operation, id: uuidv7(), operation }));
  const postings = transfers.flatMap(({ id: transferId, operation }) => {
    const { id, accountId, type, currency, amountMinor, seq, balanceAfterMinor } = operation;
    const { customerMinor, counterpart, counterpartMinor } = sidesOf(type, amountMinor);
    const systemId = systemIds.get(`${counterpart} ${currency}`);
    if (systemId === undefined) throw new Error(`The system has no ${counterpart} account in ${currency}`);
    const system = { id: uuidv7(), transferId, accountId: systemId, amountMinor: counterpartMinor };
    return [
      { id, transferId, accountId, amountMinor: customerMinor, seq, balanceAfterMinor },
      { ...system, seq: null, balanceAfterMinor: null },
    ];
  });
  await tx.insert(TRANSFERS, transfers);
  await tx.insert(POSTINGS, postings);
}
