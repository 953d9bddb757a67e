/** The codes of an error and of its causes: SQLSTATE of PostgreSQL, system codes of Node. */
function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  return [...own, ...codesOf(error.cause)];
}

/** SQLSTATE: 08 connection, 53 resources, 57P operator intervention, 25006 a server that was made a replica; system codes of Node. */
const UNAVAILABLE = /^(08\w{3}|53\w{3}|57P\w{2}|25006|ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH)$/;
const CONNECTION_LOST =
  /Connection terminated|connection is closed|not queryable|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout|the database system is (?:starting up|shutting down|in recovery mode)/i;
/** SQLSTATE 40001 serialization failure and 40P01 deadlock: PostgreSQL's request to run the transaction again. */
const CONFLICT = /^(40001|40P01)$/;
/** SQLSTATE 26000 and 42P05: a pooler gave the connection another session than the one that has the prepared statement. */
const NOT_PREPARED = /^(26000|42P05)$/;
/** SQLSTATE 55P03: a row stayed locked for longer than `lock_timeout`. */
const LOCKED = /^55P03$/;
/** SQLSTATE 57014 and 25P03: longer than `statement_timeout`, or idle for longer than `idle_in_transaction_session_timeout`. */
const TOO_LONG = /^(57014|25P03)$/;

const hasCode = (error: unknown, pattern: RegExp): boolean => codesOf(error).some((code) => pattern.test(code));

/** Whether an error says that the database is away or refuses connections, so that retrying later may help. */
export const isUnavailable = (error: unknown): boolean =>
  hasCode(error, UNAVAILABLE) || (error instanceof Error && CONNECTION_LOST.test(error.message));

/** Whether a statement waited too long for a lock. It succeeds once the lock is released, and other rows are free meanwhile. */
export const isLocked = (error: unknown): boolean => hasCode(error, LOCKED);

/** Whether a transaction was ended because it exceeded its time. */
export const isTooLong = (error: unknown): boolean => hasCode(error, TOO_LONG);

/** Whether a transaction waited too long for a lock or ran too long. Other rows of the same database may be free. */
export const isBusy = (error: unknown): boolean => isLocked(error) || isTooLong(error);

/** Whether a prepared statement and its session do not belong together, as happens behind a pooler. */
export const isNotPrepared = (error: unknown): boolean => hasCode(error, NOT_PREPARED);

/** Whether PostgreSQL asks for the transaction to be run again. */
export const isConflict = (error: unknown): boolean => hasCode(error, CONFLICT);
