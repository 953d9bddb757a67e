import { Gauge } from 'prom-client';
import { shape } from './database.ts';
import type { Database } from './database.ts';
import { SERVICES } from './config.ts';
import { succeeds } from './health.ts';
import {
  deadLetters,
  messageSeconds,
  messagesSent,
  messagesTaken,
  onScrape,
  registry,
  requestSeconds,
} from './metrics.ts';
import type { MessageQueue } from './queue.ts';

/** Counts stop here, so that the cost of a scrape is bounded. */
const COUNT_MAX = 10_000;

/** A gauge of this process. */
export const gauge = (name: string, help: string, labelNames: readonly string[] = []): Gauge =>
  new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] });

const unsentMessages = gauge('ordergraph_outbox_messages', `Messages that are not published yet, up to ${COUNT_MAX}.`);
const unsentSeconds = gauge('ordergraph_outbox_oldest_seconds', 'Age of the oldest message that is not published yet.');
const queueJobs = gauge('ordergraph_queue_jobs', "Jobs in this service's queue, by state (waiting, active, delayed).", [
  'state',
]);
const queueSeconds = gauge('ordergraph_queue_oldest_seconds', 'Age of the job that waits longest to be consumed.');
const unsentLetters = gauge('ordergraph_dead_letters', `Dead letters that were not sent again, up to ${COUNT_MAX}.`);
const relayLeads = gauge('ordergraph_relay_leads', 'Whether any process holds the lease of the relay (1) or none (0).');
const connections = gauge(
  'ordergraph_database_connections',
  'Connections, by pool and state (used, idle); and what waits for one.',
  ['pool', 'state'],
);
const ready = gauge('ordergraph_ready', 'Whether a part that the service needs is there (1) or not (0).', ['part']);

const READING = shape<{ unsent: number; unsentSeconds: number; letters: number; leads: number }>({
  unsent: 'unsent',
  unsentSeconds: 'unsentSeconds',
  letters: 'letters',
  leads: 'leads',
});

/** Has gauges set at each scrape. If their source is unavailable they keep their values; `ordergraph_ready` shows it. */
export const observe = (read: () => Promise<void>): void => onScrape(() => succeeds(() => read().then(() => true)));

export interface Observed {
  readonly name: string;
  readonly database: Database;
  readonly queue: MessageQueue;
  /** Names of the messages that the service handles: each has its series from the start, so that the first dead letter is an increase. */
  readonly messageNames: readonly string[];
  readonly checks: Readonly<Record<string, () => Promise<boolean>>>;
}

/** Sets the gauges of a service at each scrape. */
export function observeService({ name, database, queue, messageNames, checks }: Observed): void {
  for (const message of [...messageNames, 'unreadable']) {
    deadLetters.inc({ name: message }, 0);
    messageSeconds.zero({ name: message });
    for (const outcome of ['done', 'duplicate', 'locked', 'failed', 'dead'])
      messagesTaken.inc({ name: message, outcome }, 0);
  }
  for (const destination of SERVICES) for (const kind of ['first', 'again']) messagesSent.inc({ destination, kind }, 0);
  for (const outcome of ['answered', 'with_errors', 'refused', 'unavailable', 'failed'])
    requestSeconds.zero({ outcome });
  observe(() => readMessages(database));
  observe(() => readBacklog(queue, name));
  observe(async () => {
    for (const [pool, { totalCount, idleCount, waitingCount }] of Object.entries(database.pools)) {
      connections.set({ pool, state: 'used' }, totalCount - idleCount);
      connections.set({ pool, state: 'idle' }, idleCount);
      connections.set({ pool, state: 'waiting' }, waitingCount);
    }
    const parts = Object.entries(checks);
    await Promise.all(parts.map(async ([part, check]) => ready.set({ part }, (await succeeds(check)) ? 1 : 0)));
  });
}

async function readMessages(database: Database): Promise<void> {
  const [reading] = await database.rows(READING)`
    SELECT (SELECT count(*)::int FROM (SELECT FROM messaging.outbox WHERE sent_seq IS NULL LIMIT ${COUNT_MAX}) AS unsent) AS unsent,
      coalesce((SELECT extract(epoch FROM clock_timestamp() - created_at)::float8 FROM messaging.outbox
        WHERE sent_seq IS NULL ORDER BY id LIMIT 1), 0) AS "unsentSeconds",
      (SELECT count(*)::int FROM (SELECT FROM messaging.dead_letters WHERE resent_at IS NULL LIMIT ${COUNT_MAX}) AS letter) AS letters,
      (SELECT (leased_until > clock_timestamp())::int FROM messaging.relay_lease) AS leads`;
  if (reading === undefined) return;
  unsentMessages.set(reading.unsent);
  unsentSeconds.set(reading.unsentSeconds);
  unsentLetters.set(reading.letters);
  relayLeads.set(reading.leads);
}

async function readBacklog(queue: MessageQueue, name: string): Promise<void> {
  const { oldestSeconds, ...jobs } = await queue.backlog(name);
  for (const [state, count] of Object.entries(jobs)) queueJobs.set({ state }, count);
  queueSeconds.set(oldestSeconds);
}
