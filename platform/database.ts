import { setTimeout as delay } from 'node:timers/promises';
import { passHints } from './hints.ts';

/** The part of a Prisma client, or of its transaction, that runs SQL as it is. */
export interface Sql {
  $queryRaw<Rows = unknown>(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<Rows>;
  $executeRaw(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<number>;
}

/** A Prisma client seen as what opens transactions. */
export interface Transactions<Tx> {
  $transaction<Result>(
    work: (tx: Tx) => Promise<Result>,
    options?: { maxWait?: number; timeout?: number },
  ): Promise<Result>;
}

/** How long a transaction may wait for a connection. Longer than a burst of a hundred orders keeps a pool busy. */
const CONNECTION_WAIT_MS = 10_000;
/** How long a transaction may take; far above the milliseconds that it should. */
const TRANSACTION_LIMIT_MS = 15_000;
/** Serialization failures and deadlocks are PostgreSQL's request to try again. */
const CONFLICT_RETRIES_MAX = 5;

function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  for (
    let current: unknown = error, depth = 0;
    typeof current === 'object' && current !== null && depth < 6;
    depth += 1
  ) {
    const fields: {
      code?: unknown;
      originalCode?: unknown;
      kind?: unknown;
      meta?: unknown;
      cause?: unknown;
      driverAdapterError?: unknown;
    } = current;
    for (const value of [fields.code, fields.originalCode, fields.kind])
      if (typeof value === 'string') codes.push(value);
    current = fields.cause ?? fields.driverAdapterError ?? fields.meta;
  }
  return codes;
}

/** Prisma: P1001/P1002/P1008/P1017 server gone or silent, P2024/P2028 no connection or transaction in time. SQLSTATE: 08 connection, 53 resources, 57P operator intervention. */
const UNAVAILABLE =
  /^(P1001|P1002|P1008|P1017|P2024|P2028|08\w{3}|53\w{3}|57P\w{2}|ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections|TransactionAlreadyClosed)$/;
const CONFLICT = /^(P2034|40001|40P01|TransactionWriteConflict)$/;
const CONNECTION_LOST =
  /Connection terminated|connection is closed|Client has encountered a connection error|timeout exceeded when trying to connect|the database system is (?:starting up|shutting down|in recovery mode)/i;

/** Whether an error says that the database is away or overloaded, so that trying again later may help. */
export const isUnavailable = (error: unknown): boolean =>
  codesOf(error).some((code) => UNAVAILABLE.test(code)) ||
  (error instanceof Error && CONNECTION_LOST.test(error.message));

const isConflict = (error: unknown): boolean => codesOf(error).some((code) => CONFLICT.test(code));

/**
 * Runs `work` in one transaction; runs it again when PostgreSQL asks for that (deadlock, serialization failure). Once it is committed, those
 * who look for what it wrote are told (hints.ts).
 */
export async function transaction<Tx extends object, Result>(
  database: Transactions<Tx>,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      let done: Tx | undefined;
      const result = await database.$transaction(
        (tx) => {
          done = tx;
          return work(tx);
        },
        { maxWait: CONNECTION_WAIT_MS, timeout: TRANSACTION_LIMIT_MS },
      );
      if (done !== undefined) passHints(database, done);
      return result;
    } catch (error) {
      if (attempt > CONFLICT_RETRIES_MAX || !isConflict(error)) throw error;
      await delay(Math.random() * 20 * attempt);
    }
  }
}

/** Whether a unique constraint was violated (Prisma P2002, SQLSTATE 23505). */
export const isUniqueViolation = (error: unknown): boolean =>
  codesOf(error).some((code) => /^(P2002|23505|UniqueConstraintViolation)$/.test(code));

/** Readiness of a database: "database" where it does not answer. */
export const databaseReadiness = (sql: Sql) => async (): Promise<readonly string[]> => {
  try {
    await sql.$queryRaw`SELECT 1`;
    return [];
  } catch {
    return ['database'];
  }
};
