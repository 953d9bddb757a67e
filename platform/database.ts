import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool, PoolClient, QueryResult } from 'pg';
import { openPool } from './connections.ts';
import { isConflict, isNotPrepared, isTooLong, isUnavailable } from './database-errors.ts';
import { serviceUnavailable } from './errors.ts';
import { createOutageLog } from './log.ts';
import type { Log, OutageLog } from './log.ts';
import { currentScope, inScope } from './scope.ts';
import type { Origin } from './scope.ts';
import { insertStatement, shape, statementOf, updateStatement } from './sql.ts';
import type { Shape, Statement, Table } from './sql.ts';

export { PLANNED_ANEW, IDS, containing, raw, shape, table } from './sql.ts';
export type { Shape, Table } from './sql.ts';

/** What runs SQL: a database, each statement by itself, or a transaction. Statements are prepared once per connection. */
export interface Sql {
  /** Runs a statement and returns its rows. Throws when a property of the shape does not come back. */
  rows<Row extends object>(shape: Shape<Row>): (strings: TemplateStringsArray, ...values: unknown[]) => Promise<Row[]>;
  /** Runs a statement and returns the number of affected rows. */
  run(strings: TemplateStringsArray, ...values: unknown[]): Promise<number>;
  /** Inserts rows by one statement; without rows it runs none. Returns how many. */
  insert<Row extends object>(into: Table<Row>, rows: readonly Row[]): Promise<number>;
  /** Updates rows by one statement: those that agree in `by` get the columns in `set`. Returns how many were there. */
  update<Row extends object, By extends keyof Row & string, Set extends keyof Row & string>(
    target: Table<Row>,
    rows: readonly Pick<Row, By | Set>[],
    columns: { readonly by: readonly By[]; readonly set: readonly Set[] },
  ): Promise<number>;
}

/** A transaction. Its commit wakes waiting consumers of this process. */
export interface Tx extends Sql {
  /** Runs `work` once before the commit, as part of the transaction. */
  beforeCommit(work: () => Promise<unknown>): void;
  /** Raises a signal after the commit (`Database.onSignal`). It is lost with the process, so listeners poll as well. */
  signal(name: string): void;
  /** Logs a business event after the commit, by one line with ids and no personal data; also with those of its origin, by default the current scope's. */
  event(name: string, about: Readonly<Record<string, string | null>>, origin?: Origin): void;
}

/** The purpose of a transaction. Each purpose and single statements have their own connections, so that none can exhaust those of another. */
export type Purpose = 'command' | 'consumer';

/** A service's database. */
export interface Database extends Sql {
  readonly url: string;
  readonly outage: OutageLog;
  /** Its connections, by purpose: of single statements (`read`), of commands and of consumers. */
  readonly pools: Readonly<Record<Purpose | 'read', Pool>>;
  /** Commits what `work` does (READ COMMITTED). A conflict runs it again, so `work` must have no side effects. */
  transaction<Result>(work: (tx: Tx) => Promise<Result>, purpose?: Purpose): Promise<Result>;
  /** Calls `listener` after each commit that raised the signal in this process. Returns a function that ends it. */
  onSignal(name: string, listener: () => void): () => void;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  /** Logs business events, and the start and end of outages. */
  readonly log?: Log | undefined;
  /** That of another `Database` on the same server, so that an outage is told once. */
  readonly outage?: OutageLog;
  /** A third each for commands, for consumers, and for single statements. */
  readonly connectionsMax: number;
  /** Called with the text of each statement before it runs. For tests and traces. */
  readonly onStatement?: ((text: string) => void) | undefined;
}

/** Transactions here take milliseconds: a lock that is held for longer indicates a fault. */
const LOCK_WAIT_MS = 2_000;
/** The lock time-out of a repetition after a lock time-out. */
const LOCK_WAIT_AGAIN_MS = 100;
/** Limits enforced by the server, so that a hanging transaction does not block others; per transaction, so that they apply behind a pooler. */
const begin = (lockWaitMs: number): string =>
  `BEGIN; SET LOCAL lock_timeout = ${lockWaitMs}; SET LOCAL statement_timeout = '15s'; SET LOCAL idle_in_transaction_session_timeout = '10s'`;
const lockWait = new AsyncLocalStorage<number>();

/** Runs `work` so that its transactions wait for a lock only for a moment. */
export const withShortLockWait = <Result>(work: () => Result): Result => lockWait.run(LOCK_WAIT_AGAIN_MS, work);

/** Deadlocks and serialization failures are rare; more than this has another cause. */
const CONFLICT_RETRIES_MAX = 5;

/** Opens pools of connections to a database; connects at first use. */
export function connectDatabase(options: DatabaseOptions): Database {
  const { url, connectionsMax, log, onStatement } = options;
  const third = Math.ceil(connectionsMax / 3);
  const pool = openPool(url, Math.max(1, connectionsMax - 2 * third));
  const pools = { command: openPool(url, third), consumer: openPool(url, third) };
  const run = createRunner(onStatement);
  const signals = new EventEmitter().setMaxListeners(0);
  const lines = { begins: 'the database does not answer', ends: 'the database answers again' };
  const outage = options.outage ?? createOutageLog(log, lines);
  const observed = <Result>(work: () => Promise<Result>): Promise<Result> => outage.watch(() => withRetries(work));
  return {
    ...sqlOver(async (statement) => {
      if (currentScope()?.isAbandoned?.() === true) throw serviceUnavailable();
      return observed(() => run(pool, statement));
    }),
    url,
    outage,
    pools: { read: pool, ...pools },
    transaction: (work, purpose = 'command') =>
      observed(() => runTransaction({ pool: pools[purpose], signals, run, log }, work)),
    onSignal: (name, listener) => {
      signals.on(name, listener);
      return () => void signals.off(name, listener);
    },
    close: async () => {
      if (!pool.ended) await Promise.all([pool, pools.command, pools.consumer].map((each) => each.end()));
    },
  };
}

type Runner = <Row extends object>(connection: Pool | PoolClient, statement: Statement) => Promise<QueryResult<Row>>;

/** Statements are prepared until that fails: a pooler may give each transaction another session. */
function createRunner(onStatement: DatabaseOptions['onStatement']): Runner {
  let isPrepared = true;
  return async (connection, { name, text, values }) => {
    onStatement?.(text);
    try {
      return await connection.query(isPrepared ? { name, text, values } : { text, values });
    } catch (error) {
      if (isNotPrepared(error)) isPrepared = false;
      throw error;
    }
  };
}

function sqlOver(query: <Row extends object>(statement: Statement) => Promise<QueryResult<Row>>): Sql {
  const count = async (statement: Statement): Promise<number> => (await query(statement)).rowCount ?? 0;
  return {
    rows:
      <Row extends object>(of: Shape<Row>) =>
      async (strings, ...values) => {
        const statement = statementOf(strings, values);
        const { rows, fields } = await query<Row>(statement);
        checkColumns(of, statement.text, fields);
        return rows;
      },
    run: (strings, ...values) => count(statementOf(strings, values)),
    insert: async (into, rows) => (rows.length === 0 ? 0 : count(insertStatement(into, rows))),
    update: async (target, rows, { by, set }) =>
      rows.length === 0 ? 0 : count(updateStatement(target, rows, by, set)),
  };
}

/** Throws at the first run of a statement that does not return every property of the shape. */
function checkColumns(of: Shape<unknown>, text: string, fields: readonly { name: string }[]): void {
  if (of.checked.has(text)) return;
  const names = new Set(fields.map(({ name }) => name));
  const missing = [...of.columns.keys()].filter((property) => !names.has(property));
  if (missing.length > 0) throw new Error(`The statement returns no ${missing.join(', ')}: ${text}`);
  of.checked.add(text);
}

interface Connected extends Pick<DatabaseOptions, 'log'> {
  readonly pool: Pool;
  readonly signals: EventEmitter;
  readonly run: Runner;
}

async function runTransaction<Result>(
  { pool, signals, run, log }: Connected,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let ended: unknown; // Why the server ended the session between two statements; the next statement would only report that it is closed.
  const noteEnd = (error: Error): void => void (ended ??= error);
  client.on('error', noteEnd);
  const last: (() => Promise<unknown>)[] = [];
  const raised = new Set<string>();
  const events: (() => void)[] = [];
  const tx: Tx = {
    ...sqlOver((statement) => run(client, statement)),
    beforeCommit: (step) => void last.push(step),
    signal: (name) => void raised.add(name),
    event: (name, about, origin = currentScope()) => {
      const write = (): void => log?.info(about, name);
      events.push(origin === undefined ? write : () => inScope(origin, write));
    },
  };
  let isBroken = false;
  let result: Result;
  try {
    const begun = client.query(begin(lockWait.getStore() ?? LOCK_WAIT_MS));
    [result] = await Promise.all([work(tx), begun]);
    for (const step of last) await step();
    // PostgreSQL answers COMMIT with ROLLBACK where a statement has failed, also one whose error was caught.
    const { command } = await client.query('COMMIT');
    if (command !== 'COMMIT') throw new Error('A statement of the transaction had failed, so it was undone');
  } catch (error) {
    // A connection in an unknown state is closed, which rolls back the transaction as well.
    isBroken =
      isUnavailable(error) ||
      (await client.query('ROLLBACK').then(
        () => false,
        () => true,
      ));
    throw isTooLong(ended) ? ended : error;
  } finally {
    client.off('error', noteEnd).release(isBroken);
  }
  for (const name of raised) signals.emit(name);
  for (const write of events) write();
  return result;
}

async function withRetries<Result>(run: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (attempt > CONFLICT_RETRIES_MAX || !(isConflict(error) || isNotPrepared(error))) throw error;
      await delay(Math.random() * 20 * attempt);
    }
  }
}

const WRITABLE = shape<{ isWritable: boolean }>({ isWritable: 'is_writable' });

/** Whether a database responds and accepts writes: it may have become a replica. */
export const isWritable = async (sql: Sql): Promise<boolean> =>
  (await sql.rows(WRITABLE)`SELECT current_setting('transaction_read_only') = 'off' AS "isWritable"`)[0]?.isWritable ===
  true;
