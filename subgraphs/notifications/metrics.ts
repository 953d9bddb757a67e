import { Counter, Gauge } from 'prom-client';
import { registry } from '#platform/metrics.ts';

/** Attempts to send a mail, by how the mail server answered. */
export const mailAttempts = new Counter({
  name: 'ordergraph_mail_attempts_total',
  help: 'Attempts to send a mail, by outcome (accepted, refused, deferred, unreachable).',
  labelNames: ['outcome'],
  registers: [registry],
});

/** Alert when it stays 0: mail waits, though nothing is lost and the graph goes on. */
export const mailServerReachable = new Gauge({
  name: 'ordergraph_mail_server_reachable',
  help: 'Whether the mail server could be reached at the last attempt (1) or not (0).',
  registers: [registry],
});
