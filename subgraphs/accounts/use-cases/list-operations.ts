import type { Deps } from '../deps.ts';
import type { TransferType } from '../domain/transfer.ts';
import type { Operation } from '../ledger/operation.ts';

/** Which of an account's operations to read: the newest `take` of the types (all where none is named), made before `before`. */
export interface OperationsQuery {
  readonly accountId: string;
  readonly take: number;
  readonly before: string | undefined;
  readonly types: readonly TransferType[];
}

type Row = Operation & { readonly accountId: string };

const argumentsOf = ({ take, before, types }: OperationsQuery): string => JSON.stringify([take, before, types]);

/**
 * The operations that each query asks for, newest first. Queries with the same arguments are one statement, however many accounts
 * they are about. The order is that of the account's own numbers, which no clock can upset.
 */
export async function listOperations(
  { database }: Deps,
  queries: readonly OperationsQuery[],
): Promise<(readonly Operation[])[]> {
  const groups = [...Map.groupBy(queries, argumentsOf).values()];
  const found = new Map<OperationsQuery, readonly Operation[]>();
  for (const group of groups) {
    const rows = await readOperations(database, group);
    const byAccount = Map.groupBy(rows, ({ accountId }) => accountId);
    for (const query of group) found.set(query, byAccount.get(query.accountId) ?? []);
  }
  return queries.map((query) => found.get(query) ?? []);
}

async function readOperations(database: Deps['database'], group: readonly OperationsQuery[]): Promise<readonly Row[]> {
  const [first] = group;
  if (first === undefined) return [];
  const accountIds = [...new Set(group.map(({ accountId }) => accountId))];
  const { take, before = null, types } = first;
  // Where the page begins is found first, so that the index leads there at once, however far back it is.
  return database.$queryRaw<Row[]>`
    SELECT operation.*
    FROM unnest(${accountIds}::uuid[]) AS asked (account_id)
    JOIN accounts ON accounts.id = asked.account_id
    CROSS JOIN LATERAL (
      SELECT CASE WHEN ${before}::uuid IS NULL THEN postings_count + 1
        ELSE (SELECT seq FROM postings WHERE id = ${before}::uuid AND account_id = accounts.id) END AS seq
    ) AS edge
    CROSS JOIN LATERAL (
      SELECT
        postings.id, accounts.id AS "accountId", accounts.currency, type, abs(amount_minor) AS "amountMinor",
        balance_after_minor AS "balanceAfterMinor", order_id AS "orderId", created_at AS "createdAt"
      FROM postings JOIN transfers ON transfers.id = postings.transfer_id
      WHERE account_id = accounts.id AND postings.seq IS NOT NULL AND postings.seq < edge.seq
        AND (cardinality(${types}::text[]) = 0 OR type = ANY(${types}::text[]::transfer_type[]))
      ORDER BY postings.seq DESC LIMIT ${take}
    ) AS operation`;
}
