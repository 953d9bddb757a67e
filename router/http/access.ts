import { getOperationAST, parse } from 'graphql';
import { Counter, Histogram } from 'prom-client';
import { ofUser } from '#platform/log.ts';
import type { Log } from '#platform/log.ts';
import { SECONDS, registry } from '#platform/metrics.ts';
import type { RequestContext } from './context.ts';
import type { Manifest } from './find-operation.ts';

const ERRORS = ['with_errors', 'with_bug', 'refused', 'failed'];
const OUTCOMES = ['answered', ...ERRORS, 'unknown_hash', 'abandoned', 'playground'];
/** Every operation that is not in the manifest: names are the clients' own, and each is a series. */
const OTHER = 'other';
/** Longer than any name that is meant to be read. */
const NAME_LENGTH_MAX = 100;

const requestSeconds = new Histogram({
  name: 'ordergraph_router_request_seconds',
  help: `Seconds to answer a GraphQL request, by outcome (${OUTCOMES.join(', ')}).`,
  labelNames: ['outcome'],
  buckets: SECONDS,
  registers: [registry],
});
const operationSeconds = new Histogram({
  name: 'ordergraph_router_operation_seconds',
  help: 'Seconds to answer a GraphQL request, by operation of the manifest; "other" for the rest.',
  labelNames: ['operation'],
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  registers: [registry],
});
const operationErrors = new Counter({
  name: 'ordergraph_router_operation_errors_total',
  help: `GraphQL requests with errors, by operation of the manifest and outcome (${ERRORS.join(', ')}).`,
  labelNames: ['operation', 'outcome'],
  registers: [registry],
});

/** Returns what writes the access line of a request and counts it. Every series is there from the start, so that the first error is an increase. */
export function createRecordAccess(manifest: Manifest, log: Log) {
  const names = Object.values(manifest).flatMap((text) => getOperationAST(parse(text))?.name?.value ?? []);
  const operations = new Set([...names, OTHER]);
  for (const outcome of OUTCOMES) requestSeconds.zero({ outcome });
  for (const operation of operations) {
    operationSeconds.zero({ operation });
    for (const outcome of ERRORS) operationErrors.inc({ operation, outcome }, 0);
  }
  return (context: RequestContext, status: number, outcome: string, ms: number): void => {
    const { requestId, traceparent, callerId, operation: name } = context;
    requestSeconds.observe({ outcome }, ms / 1_000);
    const operation = name !== undefined && operations.has(name) ? name : OTHER;
    operationSeconds.observe({ operation }, ms / 1_000);
    if (ERRORS.includes(outcome)) operationErrors.inc({ operation, outcome });
    const [, trace_id] = traceparent.split('-');
    const line = { operation: name?.slice(0, NAME_LENGTH_MAX), status, outcome, ms: Math.round(ms), requestId };
    log.info({ ...line, ...ofUser(callerId), trace_id }, 'request');
  };
}
