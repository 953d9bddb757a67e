/** The codes of an error and of its causes: SQLSTATE of PostgreSQL, system codes of Node. */
function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  return [...own, ...codesOf(error.cause)];
}

/** SQLSTATE: 08 connection, 53 resources, 57P operator intervention, 25006 a server that was made a replica; system codes of Node. */
const UNAVAILABLE = /^(08\w{3}|53\w{3}|57P\w{2}|25006|ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH)$/;
const CONNECTION_LOST =
  /Connection terminated|connection is closed|not queryable|Client has encountered a connection error|timeout exceeded when trying to connect|timeout expired|Query read timeout|the database system is (?:starting up|shutting down|in recovery mode)/i;
const hasCode = (error: unknown, pattern: RegExp): boolean => codesOf(error).some((code) => pattern.test(code));

/** Whether an error means that the database is down or refuses connections, so that a retry may succeed. */
export const isUnavailable = (error: unknown): boolean =>
  hasCode(error, UNAVAILABLE) || (error instanceof Error && CONNECTION_LOST.test(error.message));

/** Whether a row stayed locked for longer than `lock_timeout` (SQLSTATE 55P03). The statement succeeds once the lock is released, and other rows are free meanwhile. */
export const isLocked = (error: unknown): boolean => hasCode(error, /^55P03$/);

/** Whether a transaction was ended by `statement_timeout` (SQLSTATE 57014) or `idle_in_transaction_session_timeout` (25P03). */
export const isTooLong = (error: unknown): boolean => hasCode(error, /^(57014|25P03)$/);

/** Whether a transaction waited too long for a lock or ran too long. Other rows of the same database may be free. */
export const isBusy = (error: unknown): boolean => isLocked(error) || isTooLong(error);

/** Whether a pooler gave the connection another session than the one that has the prepared statement (SQLSTATE 26000, 42P05). */
export const isNotPrepared = (error: unknown): boolean => hasCode(error, /^(26000|42P05)$/);

/** Whether the transaction must be repeated: serialization failure (SQLSTATE 40001), deadlock (40P01). */
export const isConflict = (error: unknown): boolean => hasCode(error, /^(40001|40P01)$/);
