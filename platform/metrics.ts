import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Every metric of this process, a service's own included. */
export const registry = new Registry();
collectDefaultMetrics({ register: registry });
export const messagesTaken = new Counter({
  name: 'ordergraph_messages_taken_total',
  help: 'Messages taken from the queue, by name and outcome (done, duplicate, locked, failed, dead).',
  labelNames: ['name', 'outcome'],
  registers: [registry],
});
export const messagesSent = new Counter({
  name: 'ordergraph_messages_sent_total',
  help: 'Messages handed to the queue, by destination and kind (first, again).',
  labelNames: ['destination', 'kind'],
  registers: [registry],
});

/** Alert on any increase: a message failed at every attempt and needs an operator. */
export const deadLetters = new Counter({
  name: 'ordergraph_dead_letters_total',
  help: 'Messages that failed at every attempt and wait for a person.',
  labelNames: ['name'],
  registers: [registry],
});
export const messageSeconds = new Histogram({
  name: 'ordergraph_message_seconds',
  help: 'Seconds from a message being written to its effect being committed.',
  labelNames: ['name'],
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60],
  registers: [registry],
});

/** Of a request between processes: from a fraction of a millisecond on loopback to the time limit of a service. */
export const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Of a service, as it sees them. */
export const requestSeconds = new Histogram({
  name: 'ordergraph_service_request_seconds',
  help: 'Seconds until a service has answered a question of the router, by outcome (answered, with_errors, refused, unavailable, failed).',
  labelNames: ['outcome'],
  buckets: SECONDS,
  registers: [registry],
});

const readings: (() => Promise<unknown>)[] = [];
/** Adds a function, which must not throw, that sets gauges before each scrape. */
export const onScrape = (read: () => Promise<unknown>): void => void readings.push(read);

/** Every metric of this process in Prometheus' text format. */
export async function metricsText(): Promise<string> {
  await Promise.all(readings.map((read) => read()));
  return await registry.metrics();
}
