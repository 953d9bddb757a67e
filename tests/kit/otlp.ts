import { z } from 'zod';
import { readBody, sendJson, startHttpServer } from '#platform/http-server.ts';
import { createLog } from '#platform/log.ts';

// OTLP over HTTP with JSON (https://opentelemetry.io/docs/specs/otlp/#otlphttp), as far as it is read here.
const spanSchema = z.object({
  name: z.string(),
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  startTimeUnixNano: z.string(),
  endTimeUnixNano: z.string(),
  links: z.array(z.object({ traceId: z.string(), spanId: z.string() })).default([]),
});
const exportedSchema = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(z.object({ key: z.string(), value: z.looseObject({}) })) }),
      scopeSpans: z.array(z.object({ spans: z.array(spanSchema) })),
    }),
  ),
});

/** A span and the service that sent it. */
export type ReceivedSpan = z.infer<typeof spanSchema> & { service: string };

export interface OtlpReceiver {
  /** Makes a system send its spans here. */
  readonly settings: Record<string, string>;
  /** All spans so far; grows. */
  readonly spans: readonly ReceivedSpan[];
  stop(): Promise<void>;
}

/** Receives spans in this process. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    log: createLog('receiver', { LOG_LEVEL: 'error' }),
    routes: {
      '/v1/traces': async (request, response) => {
        for (const { resource, scopeSpans } of exportedSchema.parse(JSON.parse(await readBody(request)))
          .resourceSpans) {
          const service = resource.attributes.find(({ key }) => key === 'service.name')?.value['stringValue'];
          for (const scope of scopeSpans)
            spans.push(...scope.spans.map((span) => ({ ...span, service: String(service) })));
        }
        sendJson(response, 200, {});
      },
    },
  });
  return {
    settings: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${server.port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '200',
    },
    spans,
    stop: () => server.stop(),
  };
}
