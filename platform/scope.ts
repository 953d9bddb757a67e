import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { ROOT_CONTEXT, SpanStatusCode, context, trace } from '@opentelemetry/api';
import type { SpanContext, SpanOptions, Tracer } from '@opentelemetry/api';

/** Where work comes from: its trace (W3C Trace Context) and the request that caused it. Log lines contain both, messages continue both. */
export interface Origin {
  readonly traceparent: string;
  readonly requestId?: string | undefined;
}

/** The current request or batch of messages. */
export interface Scope extends Origin {
  /** Whether the client of a query has disconnected, so that its result is not needed. */
  readonly isAbandoned?: () => boolean;
}

const storage = new AsyncLocalStorage<Scope>();

/** Runs `work` with `scope`, which everything that it logs or sends belongs to. */
export const inScope = <T>(scope: Scope, work: () => T): T => storage.run(scope, work);
export const currentScope = (): Scope | undefined => storage.getStore();

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Returns the traceparent of the span that is running; undefined without tracing. */
export function activeTraceparent(): string | undefined {
  const span = tracer && trace.getActiveSpan();
  return span && traceparentOf(span.spanContext());
}

/** Returns `incoming`, or the traceparent of a new trace. Format: W3C Trace Context, version 00. */
export function continueTrace(incoming: string | undefined): string {
  if (incoming !== undefined && TRACEPARENT.test(incoming)) return incoming;
  // Random except for six bits; Node keeps a pool of UUIDs, which makes them thirty times cheaper than random bytes.
  const hex = randomUUID().replaceAll('-', '');
  return `00-${hex}-${randomUUID().slice(-12)}${hex.slice(0, 4)}-01`;
}

let tracer: Tracer | undefined;
/** Records spans from now on. */
export const traceWith = (newTracer: Tracer): void => void (tracer = newTracer);

/** A span's parent and links, each by its traceparent; without a parent it is a child of the span that is running. */
export interface Tracing extends Omit<SpanOptions, 'links'> {
  readonly parent?: string | undefined;
  readonly links?: readonly string[];
}

/** Runs `work` in a span, whose traceparent it gets. Without tracing it just runs, with the traceparent of the parent. */
export async function inSpan<T>(
  name: string,
  { parent, links = [], ...options }: Tracing,
  work: (traceparent: string | undefined) => Promise<T>,
): Promise<T> {
  if (tracer === undefined) return await work(parent);
  const spanOptions = { ...options, links: links.map((link) => ({ context: spanContextOf(link) })) };
  const from = parent === undefined ? context.active() : trace.setSpanContext(ROOT_CONTEXT, spanContextOf(parent));
  return await tracer.startActiveSpan(name, spanOptions, from, async (span) => {
    try {
      return await work(traceparentOf(span.spanContext()));
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}

const traceparentOf = ({ traceId, spanId, traceFlags }: SpanContext): string =>
  `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;

function spanContextOf(traceparent: string): SpanContext {
  const [, traceId = '', spanId = '', flags = ''] = TRACEPARENT.exec(traceparent) ?? [];
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) || 0, isRemote: true };
}
