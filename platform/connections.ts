import { Socket } from 'node:net';
import pg from 'pg';
import type { ClientConfig, Pool } from 'pg';

/** Longer than a burst keeps a pool busy; after it the caller gets an error that the database is unavailable. */
const CONNECTION_WAIT_MS = 10_000;
/** Connecting takes milliseconds. An attempt that takes longer was made while the host was unreachable, and would occupy the pool after its return. */
const CONNECT_LIMIT_MS = 3_000;
/** Detects a dead connection on the client's side: above every limit of the server. */
const ANSWER_LIMIT_MS = 30_000;
/** A statement is planned once per connection, often while its tables are empty: a plan that reads a whole table would stay. Behind a pooler this setting may be lost, which costs speed. */
const PLAN_FOR_GROWTH = 'SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off';

/** Amounts are bigint: a number holds 53 bits only. */
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, BigInt);

/** A socket that sends what is written in one turn of the event loop by one system call; node-postgres makes five writes of a statement. */
class CoalescingSocket extends Socket {
  #isCorked = false;
  override cork(): void {
    super.cork();
    if (this.#isCorked) return;
    this.#isCorked = true;
    super.cork();
    process.nextTick(() => {
      this.#isCorked = false;
      super.uncork();
    });
  }
}

/** A client that gives up connecting before those who wait for a connection give up. */
export class PromptClient extends pg.Client {
  constructor(config: ClientConfig = {}) {
    super({ ...config, connectionTimeoutMillis: CONNECT_LIMIT_MS });
  }
}

/** Opens a pool of at most `connectionsMax` connections; each connects at first use. */
export function openPool(url: string, connectionsMax: number): Pool {
  const pool = new pg.Pool({
    Client: PromptClient,
    connectionString: url,
    max: connectionsMax,
    keepAlive: true,
    connectionTimeoutMillis: CONNECTION_WAIT_MS,
    query_timeout: ANSWER_LIMIT_MS,
    types,
    // BEGIN is sent together with the first statement.
    pipeline: true,
    stream: () => new CoalescingSocket(),
  });
  pool.on('error', () => undefined); // An idle connection was closed; the next statement opens another.
  pool.on('connect', (client) => {
    client.on('error', () => undefined); // A connection in use was closed; its statement rejects as well.
    client.query(PLAN_FOR_GROWTH).catch(() => undefined);
  });
  return pool;
}
