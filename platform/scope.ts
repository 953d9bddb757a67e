import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

/** What is being worked on: a request or a message. Log lines carry it, messages pass its trace on. */
export interface Scope {
  readonly traceparent: string;
  readonly requestId?: string;
  readonly messageId?: string;
}

const storage = new AsyncLocalStorage<Scope>();

/** Runs `work` so that everything it logs or sends carries `scope`. */
export const inScope = <T>(scope: Scope, work: () => T): T => storage.run(scope, work);

/** The scope that is running, if any. */
export const currentScope = (): Scope | undefined => storage.getStore();

const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Goes on with the trace that came in, or starts one. Format: W3C Trace Context, version 00. */
export function continueTrace(incoming: string | undefined): string {
  if (incoming !== undefined && TRACEPARENT.test(incoming)) return incoming;
  // Random but for six bits; Node keeps a pool for these, which makes them thirty times cheaper than as many random bytes.
  const hex = randomUUID().replaceAll('-', '');
  return `00-${hex}-${randomUUID().slice(-12)}${hex.slice(0, 4)}-01`;
}
