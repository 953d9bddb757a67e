import { v7 as uuidv7 } from 'uuid';
import { shape, type Tx } from '#platform/database.ts';
import type * as Model from '#prisma/accounts';
import { Prisma } from '#prisma/accounts/columns';
import type { Deps } from './deps.ts';
import { newAccount, sidesOf, type Account, type Operation } from './domain/account.ts';
import { accountKey, accountOf, putAccount, type Books } from './domain/books.ts';
import type { Payment } from './domain/payment.ts';
import { ACCOUNTS, accountsOf, OWNERS, PAYMENTS, paymentsOf, POSTINGS, TRANSFERS } from './rows.ts';

type Touched = Readonly<{ ownerIds: readonly string[]; orderIds?: readonly string[] }>;

// The owners' rows are the only locks that commands take, all at once in the order of their ids, so that two transactions cannot wait for each
// other. The number of statements does not depend on how many commands are folded.
/** Locks customers, opens their accounts in the default currency, runs `fold`, which changes accounts and payments in memory, and writes the differences. */
export async function keepBooks<Result>(
  tx: Tx,
  { defaultCurrency }: Deps,
  { ownerIds, orderIds = [] }: Touched,
  fold: (books: Books) => Result,
): Promise<Result> {
  const before = await lockRows(tx, [...new Set(ownerIds)], [...new Set(orderIds)]);
  const owners = new Map(before.owners);
  const accounts = new Map(before.accounts);
  const payments = new Map(before.payments);
  const books: Books = { owners, accounts, payments, operations: [], at: before.at, newId: uuidv7 };
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

const LOCKED = shape<Model.Owner & { readonly at: Date }>({ ...Prisma.OwnerScalarFieldEnum, at: 'at' });

async function lockRows(tx: Tx, ownerIds: readonly string[], orderIds: readonly string[]) {
  // New customers are inserted before anything is locked: an insertion waits for a concurrent one's commit as a lock does.
  await tx.run`
    INSERT INTO owners (user_id) SELECT id FROM unnest(${ownerIds}::uuid[]) AS touched (id)
    WHERE NOT EXISTS (SELECT FROM owners WHERE user_id = id) ORDER BY id ON CONFLICT DO NOTHING`;
  // The clock is read when a lock is granted, so that the times of one account are in order, whichever process writes them.
  const locked = await tx.rows(LOCKED)`
    WITH locked AS MATERIALIZED (
      SELECT * FROM owners WHERE user_id = ANY(${ownerIds}::uuid[]) ORDER BY user_id FOR NO KEY UPDATE
    ) SELECT ${OWNERS}, clock_timestamp() AS at FROM locked`;
  const last = locked.at(-1);
  if (last === undefined) throw new Error('No customer is to be locked');
  const accounts = await accountsOf(tx, ownerIds);
  const payments = orderIds.length === 0 ? [] : await paymentsOf(tx, orderIds, null);
  return {
    at: last.at,
    owners: new Map(locked.map(({ userId, frozen, version }) => [userId, { userId, frozen, version }])),
    accounts: new Map(accounts.map((account) => [accountKey(account), account])),
    payments: new Map(payments.map((payment) => [payment.orderId, payment])),
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
        AND NOT EXISTS (SELECT FROM accounts WHERE kind <> 'CUSTOMER' AND kind = system.kind AND currency = opened.currency)
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
  const captured = moved
    .filter(({ orderId, status }) => status === 'REFUNDED' && before.get(orderId)?.status === 'AUTHORIZED')
    .map((payment) => ({ ...payment, status: 'CAPTURED' as const }));
  await tx.insert(PAYMENTS, added(before, after));
  for (const step of [captured, moved]) await tx.update(PAYMENTS, step, { by: ['id'], set: ['status', 'updatedAt'] });
}

/** Writes transfers with both their postings. The system's accounts are only referenced, so that customers do not wait for one another. */
async function writeOperations(tx: Tx, operations: readonly Operation[]): Promise<void> {
  if (operations.length === 0) return;
  const systemAccounts = await tx.rows(ACCOUNTS)`
    SELECT ${ACCOUNTS} FROM accounts
    WHERE kind <> 'CUSTOMER' AND currency = ANY(${operations.map(({ currency }) => currency)}::bpchar[])`;
  const transfers = operations.map((operation) => ({ ...operation, id: uuidv7(), operation }));
  const postings = transfers.flatMap(({ id: transferId, operation }) => {
    const { id, accountId, type, currency, amountMinor, seq, balanceAfterMinor } = operation;
    const { customerMinor, counterpart, counterpartMinor } = sidesOf(type, amountMinor);
    const ofSystem = systemAccounts.find((account) => account.kind === counterpart && account.currency === currency);
    if (ofSystem === undefined) throw new Error(`The system has no ${counterpart} account in ${currency}`);
    const system = { id: uuidv7(), transferId, accountId: ofSystem.id, type, amountMinor: counterpartMinor };
    return [
      { id, transferId, accountId, type, amountMinor: customerMinor, seq, balanceAfterMinor },
      { ...system, seq: null, balanceAfterMinor: null },
    ];
  });
  await tx.insert(TRANSFERS, transfers);
  await tx.insert(POSTINGS, postings);
}
