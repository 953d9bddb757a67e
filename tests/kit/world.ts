import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { connectDatabase, raw, shape } from '#platform/database.ts';
import type { Database, Sql } from '#platform/database.ts';
import { isFailure } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { consumeMessages, createInbox } from '#platform/inbox.ts';
import type { Handled, Subscription } from '#platform/inbox.ts';
import { createLog } from '#platform/log.ts';
import type { Log } from '#platform/log.ts';
import type { Envelope, MessageType } from '#platform/message.ts';
import type { Consumer, MessageQueue } from '#platform/queue.ts';
import type { Caller, TokenVerifier } from '#platform/token.ts';
import { serveGraph } from './graph.ts';
import type { Graph } from './graph.ts';
import { createTestDatabase } from './postgres.ts';
import { prismaAdapter } from './prisma-adapter.ts';
import type { Definition } from './service-definitions.ts';

/** Consumers that handle batches at the same time, each as in a process of its own. */
const REPLICAS = 4;
const CONNECTIONS_MAX = 20;

/** Writes no log. */
export const silent = createLog('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });

/** A log, and the lines that are written to it, as JSON. */
export function recordLog(
  name = 'test',
  level: 'debug' | 'info' = 'info',
): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  return { log: createLog(name, { LOG_LEVEL: level, LOG_FORMAT: 'json' }, { write }), lines };
}

/** Consumes the messages of a service that `queue` carries, one at a time; `change` replaces its subscriptions. */
export const consume = <Deps extends { readonly database: Database }>(
  { name: service, subscriptions }: Definition<Deps, unknown>,
  deps: Deps,
  queue: MessageQueue,
  change: (subscription: Subscription) => Subscription = (same) => same,
): Consumer =>
  consumeMessages({
    queue,
    concurrency: 1,
    log: silent,
    service,
    database: deps.database,
    subscriptions: subscriptions(deps).map(change),
  });

/** A message in an outbox. */
export interface Sent {
  readonly name: string;
  readonly destination: string;
  readonly payload: Record<string, unknown>;
}

/** A service on a database of its own, without its process. It ends with `close`, and its graphs with it. */
export interface World<Deps, Client> {
  readonly url: string;
  readonly deps: Deps;
  readonly database: Database;
  /** For reading and changing rows; its statements are not among those of the service. */
  readonly prisma: Client;
  /** Every SQL statement of the service since a test last emptied it. */
  readonly statements: string[];
  /** Lines that were logged, as JSON. */
  readonly logged: string[];
  /** The names of the business events that were logged about something, in order. */
  eventsOf(id: string): string[];
  /** Hands messages over together, to one of four replicas. */
  take(envelopes: readonly unknown[], replica?: number): Promise<Handled[]>;
  /** Hands one message over under an id of its own. Throws what its handling throws. */
  deliver<Payload>(type: MessageType<string, Payload>, payload: Payload): Promise<void>;
  /** All messages written to the outbox, or those of one order, in the order of writing. */
  messages(orderId?: string): Promise<Sent[]>;
  /** Messages that no call has returned before, in the order of writing. */
  sent(): Promise<Sent[]>;
  /** How many transactions wait for a lock. */
  waiting(): Promise<number>;
  /** Runs SQL in a transaction of its own, which `release` rolls back. */
  hold(sql: string, values?: readonly unknown[]): Promise<{ release(): Promise<void> }>;
  /** Serves the service's graph, believing an issuer of the test, or `verify`. */
  serve(deps?: Deps, verify?: TokenVerifier): Promise<Graph>;
  /** Empties every table but those that are named. */
  empty(...keep: readonly string[]): Promise<unknown>;
  /** Runs `work` when the world ends. */
  onClose(work: () => Promise<unknown>): void;
  close(): Promise<void>;
}

/** The world of a service. */
export type WorldOf<Kind> = Kind extends Definition<infer Deps, infer Client> ? World<Deps, Client> : never;

const SENT = shape<{ id: string; destination: string; envelope: Omit<Sent, 'destination'> }>({
  id: 'id',
  destination: 'destination',
  envelope: 'envelope',
});

function outboxOf(database: Database): Pick<World<unknown, unknown>, 'messages' | 'sent'> {
  // Not the highest id: messages of several transactions are not committed in the order of their ids, and calls overlap.
  const seen = new Set<string>();
  const read = async (orderId: string | null, known: ReadonlySet<string>) => database.rows(SENT)`
    SELECT id, destination, envelope FROM messaging.outbox
    WHERE id <> ALL (${[...known]}::uuid[]) AND (${orderId}::text IS NULL OR envelope->'payload'->>'orderId' = ${orderId}::text) ORDER BY id`;
  const parsed = (rows: Awaited<ReturnType<typeof read>>): Sent[] =>
    rows.map(({ destination, envelope: { name, payload } }) => ({ name, destination, payload }));
  return {
    messages: async (orderId) => parsed(await read(orderId ?? null, new Set())),
    sent: async () => {
      const rows = (await read(null, seen)).filter(({ id }) => !seen.has(id));
      for (const { id } of rows) seen.add(id);
      return parsed(rows);
    },
  };
}

/**
 * Empties tables, whatever their triggers refuse, once who writes to them is done. Quicker than TRUNCATE, which makes new files of all tables and
 * indexes.
 */
const emptyTables = (sql: Sql, ...keep: readonly string[]): Promise<number> => sql.run`
  DO $$
  DECLARE
    tables text[] := ARRAY(
      SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
      WHERE schemaname IN ('public', 'messaging') AND tablename NOT IN (${raw(['_prisma_migrations', ...keep].map((name) => `'${name}'`).join())}));
    each text;
  BEGIN
    EXECUTE 'LOCK TABLE ' || array_to_string(tables, ', ') || ' IN EXCLUSIVE MODE';
    PERFORM set_config('session_replication_role', 'replica', true);
    FOREACH each IN ARRAY tables LOOP EXECUTE 'DELETE FROM ' || each; END LOOP;
  END $$`;

const LOCKED = shape<{ count: number }>({ count: 'count' });

/** Makes a world of a service; `given` replaces parts of what its use cases need, `wrap` changes its database. */
export async function openWorld<
  Deps extends { readonly database: Database },
  Client extends { $disconnect(): Promise<void> },
>(
  definition: Definition<Deps, Client>,
  given: Partial<Deps> = {},
  wrap: (database: Database) => Database = (database) => database,
): Promise<World<Deps, Client>> {
  const { name: service, client, depsOf, subscriptions, serve } = definition;
  const { url, drop } = await createTestDatabase(service);
  const statements: string[] = [];
  const { log, lines: logged } = recordLog(service, 'debug');
  const onStatement = (text: string): void => void statements.push(text);
  const database = wrap(connectDatabase({ url, connectionsMax: CONNECTIONS_MAX, log, onStatement }));
  const unseen = connectDatabase({ url, connectionsMax: 16 });
  const prisma = client(prismaAdapter(unseen));
  const deps = await depsOf(database, log, given);
  const inboxes = Array.from({ length: REPLICAS }, () =>
    createInbox({ database: deps.database, subscriptions: subscriptions(deps) }),
  );
  const ends: (() => Promise<unknown>)[] = [drop, unseen.close, () => prisma.$disconnect(), database.close];
  let turn = 0;
  const take: World<Deps, Client>['take'] = async (envelopes, replica = (turn += 1)) =>
    (await inboxes[replica % REPLICAS]?.take(envelopes)) ?? [];
  return {
    url,
    deps,
    database,
    prisma,
    statements,
    logged,
    eventsOf: (id) =>
      logged.flatMap((line) => (line.includes(id) ? (/"level":"info".*"msg":"([^"]+)"/.exec(line)?.[1] ?? []) : [])),
    ...outboxOf(unseen),
    take,
    deliver: async (type, payload) => insistDone(await take([envelopeOf(type, payload)])),
    waiting: async () => {
      const [row] = await unseen.rows(LOCKED)`
        SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      return row?.count ?? 0;
    },
    hold: async (sql, values) => {
      const holder = new pg.Client({ connectionString: url });
      await holder.connect();
      await holder.query('BEGIN');
      await holder.query(sql, values && [...values]);
      const release = () => holder.end();
      ends.push(release);
      return { release };
    },
    serve: async (served = deps, verify) => {
      const { graph, stop } = await serveGraph((server) => serve(served, server), log, verify);
      ends.push(stop);
      return graph;
    },
    empty: (...keep) => emptyTables(unseen, ...keep),
    onClose: (work) => void ends.push(work),
    close: async () => {
      for (const end of ends.splice(0).toReversed()) await end();
    },
  };
}

/** A user who is signed in. */
export const callerOf = (role: Caller['role'] = 'CUSTOMER', id: string = uuidv7()): Caller => ({
  id,
  role,
  sessionId: uuidv7(),
  issuedAtS: 0,
});

/** A message as it travels, under an id of its own. */
export const envelopeOf = <Payload>(type: MessageType<string, Payload>, payload: Payload): Envelope => ({
  id: uuidv7(),
  name: type.name,
  version: type.version,
  occurredAt: new Date().toISOString(),
  traceparent: `00-${crypto.randomUUID().replaceAll('-', '')}-${'0'.repeat(15)}1-01`,
  payload: z.encode(type.payload, payload),
});

/** Throws where a message failed. */
export function insistDone(handled: readonly Handled[]): void {
  for (const outcome of handled) if (typeof outcome === 'object') throw outcome.error;
}

/** What became of a message, in a word. */
export const wordFor = (handled: Handled): 'done' | 'duplicate' | 'failed' =>
  typeof handled === 'string' ? handled : 'failed';

/** The result of a command that must have succeeded. */
export function resultOf<Result extends object>(outcome: Outcome<Result>): Result {
  if (isFailure(outcome)) throw new Error(`Failed: ${JSON.stringify(outcome.userErrors)}`);
  return outcome;
}

/** The code of a command that failed; OK for one that succeeded. */
export const codeOf = ({ userErrors }: { readonly userErrors: readonly { readonly code: string }[] }): string =>
  userErrors[0]?.code ?? 'OK';

/** Makes so many of a thing. */
export const times = <Value>(count: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => make(index));
