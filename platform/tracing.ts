import { basename, dirname } from 'node:path';
import { environment } from './config.ts';
import { traceWith } from './scope.ts';

/** Sends the spans that are still kept. Called last when a process stops. */
export const stopTracing = await startTracing();

/** Starts OpenTelemetry if OTEL_EXPORTER_OTLP_ENDPOINT is set; the SDK reads the other OTEL_ settings. Must be loaded (`node --import`) before `pg` and `ioredis`. */
async function startTracing(): Promise<() => Promise<void>> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SERVICE_NAME } = environment();
  if (OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return async () => undefined;
  const [hooks, sdk, exporter, resources, instrumentation, http, undici, pg, ioredis] = await Promise.all([
    import('import-in-the-middle/register-hooks.mjs'),
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/instrumentation'),
    import('@opentelemetry/instrumentation-http'),
    import('@opentelemetry/instrumentation-undici'),
    import('@opentelemetry/instrumentation-pg'),
    import('@opentelemetry/instrumentation-ioredis'),
  ]);
  hooks.register({ include: ['pg', 'pg-pool', 'ioredis'] });
  // Every process runs the main.ts of its folder.
  const name = OTEL_SERVICE_NAME ?? basename(dirname(process.argv[1] ?? ''));
  const provider = new sdk.NodeTracerProvider({
    resource: resources.defaultResource().merge(resources.resourceFromAttributes({ 'service.name': name })),
    spanProcessors: [new sdk.BatchSpanProcessor(new exporter.OTLPTraceExporter())],
  });
  provider.register();
  instrumentation.registerInstrumentations({
    instrumentations: [
      new http.HttpInstrumentation({
        ignoreIncomingRequestHook: ({ url = '' }) => /^\/(?:health|ready|metrics)/.test(url),
        disableOutgoingRequestInstrumentation: true,
      }),
      // What carries a trace already has a span of its own.
      new undici.UndiciInstrumentation({ ignoreRequestHook: ({ headers }) => headers.includes('traceparent') }),
      // Polling is not a trace.
      new pg.PgInstrumentation({ requireParentSpan: true }),
      new ioredis.IORedisInstrumentation({ requireParentSpan: true }),
    ],
  });
  traceWith(provider.getTracer('ordergraph'));
  return () => provider.shutdown();
}
