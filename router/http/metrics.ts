import { Histogram } from 'prom-client';
import { registry } from '#platform/metrics.ts';

/** From a fraction of a millisecond on loopback to the time limit of a subgraph. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Seconds to answer a client, by what became of its request. */
export const requestSeconds = new Histogram({
  name: 'ordergraph_router_request_seconds',
  help: 'Seconds to answer a GraphQL request, by outcome (answered, with_errors, unknown_hash, refused, failed, abandoned, playground).',
  labelNames: ['outcome'],
  buckets: SECONDS,
  registers: [registry],
});

/** Seconds that a subgraph took to answer a question of the router. */
export const subgraphSeconds = new Histogram({
  name: 'ordergraph_router_subgraph_seconds',
  help: 'Seconds until a subgraph has answered a question, by subgraph and outcome (answered, unavailable, abandoned).',
  labelNames: ['subgraph', 'outcome'],
  buckets: SECONDS,
  registers: [registry],
});
