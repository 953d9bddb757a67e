import type * as Model from '#prisma/accounts';
import { Prisma, TransferType } from '#prisma/accounts/columns';
import { raw, shape, table, type Sql } from '#platform/database.ts';
import type { Page } from '#platform/paging.ts';
import type { Account, Operation } from './domain/account.ts';
import type { Movement } from './domain/books.ts';

/** The tables. Accounts belong to customers or to the system; the postings are the two sides of each transfer. */
export const OWNERS = table<Model.Owner>('owners', Prisma.OwnerScalarFieldEnum);
export const ACCOUNTS = table<Model.Account>('accounts', Prisma.AccountScalarFieldEnum);
export const PAYMENTS = table<Model.Payment>('payments', Prisma.PaymentScalarFieldEnum);
export const TRANSFERS = table<Model.Transfer>('transfers', Prisma.TransferScalarFieldEnum);
export const POSTINGS = table<Model.Posting>('postings', Prisma.PostingScalarFieldEnum);

const { kind: _, ...CUSTOMER_FIELDS } = Prisma.AccountScalarFieldEnum;
/** A customer's account: one that has an owner and figures. */
const CUSTOMER_ACCOUNT = shape<Account>(CUSTOMER_FIELDS);

const { transferId: _transferId, ...POSTING_FIELDS } = Prisma.PostingScalarFieldEnum;
const OPERATION = shape<Operation>({ ...Prisma.TransferScalarFieldEnum, ...POSTING_FIELDS, currency: 'currency' });
// Of postings, transfers and accounts joined.
const OPERATION_COLUMNS = raw(`
  postings.id, postings.type, abs(amount_minor) AS "amountMinor", currency, balance_after_minor AS "balanceAfterMinor", order_id AS "orderId",
  created_at AS "createdAt", accounts.id AS "accountId", seq`);

/** Returns the accounts of customers, in the order of their currencies. */
export const accountsOf = (sql: Sql, ownerIds: readonly string[]): Promise<Account[]> => sql.rows(CUSTOMER_ACCOUNT)`
  SELECT ${CUSTOMER_ACCOUNT} FROM accounts WHERE owner_id = ANY(${ownerIds}::uuid[]) ORDER BY currency`;

/** Returns the payments of orders; those of one customer where `customerId` is not null. */
export const paymentsOf = (sql: Sql, orderIds: readonly string[], customerId: string | null) => sql.rows(PAYMENTS)`
  SELECT ${PAYMENTS} FROM payments
  WHERE order_id = ANY(${orderIds}::uuid[]) AND (${customerId}::uuid IS NULL OR customer_id = ${customerId}::uuid)`;

/** Every type of an operation. */
export const TYPES: readonly TransferType[] = Object.values(TransferType);

/** A page of an account's operations of some types. */
export type OperationsPage = Page & { readonly types: readonly TransferType[] };

/** Returns a page of the operations of each account, newest first: in the order of the account's own numbers, independent of clocks. */
export const operationsOf = (sql: Sql, accountIds: readonly string[], { take, before, types }: OperationsPage) => {
  // Of some types a page of each is read, as a range of the index that has the type, whatever the planner's estimate of its frequency.
  const ofTypes = `unnest('{${types.join()}}'::transfer_type[]) AS wanted (type_wanted) CROSS JOIN LATERAL (
    SELECT * FROM postings
    WHERE account_id = accounts.id AND seq IS NOT NULL AND (type, seq) < (type_wanted, edge.seq) AND type >= type_wanted
    ORDER BY type DESC, seq DESC LIMIT edge.take) AS postings`;
  // Where the page begins is found first, so that the index leads there at once, however far back it is.
  return sql.rows(OPERATION)`
    SELECT operation.*
    FROM unnest(${accountIds}::uuid[]) AS asked (account_id)
    JOIN accounts ON accounts.id = asked.account_id
    CROSS JOIN LATERAL (
      SELECT ${take}::int AS take,
        coalesce((SELECT seq FROM postings WHERE id = ${before}::uuid AND account_id = accounts.id), postings_count + 1) AS seq
    ) AS edge
    CROSS JOIN LATERAL (
      SELECT ${OPERATION_COLUMNS}
      FROM ${raw(types.length === Object.keys(TransferType).length ? 'postings' : ofTypes)} JOIN transfers ON transfers.id = postings.transfer_id
      WHERE account_id = accounts.id AND postings.seq IS NOT NULL AND postings.seq < edge.seq
      ORDER BY postings.seq DESC LIMIT edge.take
    ) AS operation`;
};

/** Returns operations by id, each with its account as it is now. */
export async function movementsOf(sql: Sql, operationIds: readonly string[]): Promise<Movement[]> {
  const operations = await sql.rows(OPERATION)`
    SELECT ${OPERATION_COLUMNS}
    FROM postings JOIN transfers ON transfers.id = transfer_id JOIN accounts ON accounts.id = account_id
    WHERE postings.id = ANY(${operationIds}::uuid[]) AND seq IS NOT NULL`;
  const accounts = await sql.rows(CUSTOMER_ACCOUNT)`
    SELECT ${CUSTOMER_ACCOUNT} FROM accounts WHERE id = ANY(${operations.map(({ accountId }) => accountId)}::uuid[])`;
  return operations.flatMap((operation) => {
    const account = accounts.find(({ id }) => id === operation.accountId);
    return account === undefined ? [] : [{ account, operation }];
  });
}
