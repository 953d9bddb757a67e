import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import pretty from 'pino-pretty';
import { currentScope } from './scope.ts';

/** Writes to the process's log. */
export type Log = Logger;

/** Names of fields that are never written, at any depth of a logged object. */
const SECRET_FIELDS = ['password', 'token', 'accessToken', 'refreshToken', 'authorization', 'secret'];
const REDACTED = [
  ...SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
  'err.detail',
  'err.where',
];

/** E-mail addresses, passwords in URLs, and JSON Web Tokens. */
const PRIVATE = /[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+)+|eyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g;

/** A text without its e-mail addresses and tokens: errors quote input. */
export const maskedText = (text: string): string =>
  text.includes('@') || text.includes('eyJ') ? text.replaceAll(PRIVATE, '***') : text;

/** An outage is logged once a minute at most. */
const TOLD_EVERY_MS = 60_000;

/** Logs outages, one after another. */
export type OutageLog = ReturnType<typeof createOutageLog>;

/** Logs an outage by one line at the first failure, and by one at its end. */
export function createOutageLog(log: Log, lines: { readonly begins: string; readonly ends: string }) {
  let isFailing = false;
  let isTold = false;
  let toldAt = -Infinity;
  return {
    failed: (error: unknown): void => {
      if (isFailing) return;
      isFailing = true;
      isTold = performance.now() - toldAt >= TOLD_EVERY_MS;
      if (!isTold) return;
      toldAt = performance.now();
      log.warn({ err: error }, lines.begins);
    },
    works: (): void => {
      if (isFailing && isTold) log.info({ seconds: Math.round((performance.now() - toldAt) / 1000) }, lines.ends);
      isFailing = false;
    },
  };
}

/** Ids as OpenTelemetry names them in logs, so that a log line leads to its trace. */
function idsOfScope(): object {
  const { traceparent, ...ids } = currentScope() ?? {};
  if (traceparent === undefined) return ids;
  const [, trace_id, span_id] = traceparent.split('-');
  return { ...ids, trace_id, span_id };
}

/** One line of JSON per event; pretty on a terminal. Lines written during a request or a message carry its ids. */
export function createLog(
  name: string,
  settings: { LOG_LEVEL: string; LOG_FORMAT?: 'json' | 'pretty' | undefined },
  destination?: DestinationStream,
): Log {
  const format = settings.LOG_FORMAT ?? (process.stdout.isTTY ? 'pretty' : 'json');
  const options = {
    name,
    level: settings.LOG_LEVEL,
    base: { pid: process.pid },
    redact: { paths: REDACTED, censor: '[redacted]' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    mixin: idsOfScope,
    hooks: { streamWrite: maskedText },
  };
  const stream = destination ?? (format === 'pretty' ? pretty({ ignore: 'pid,hostname', sync: true }) : undefined);
  return stream === undefined ? pino(options) : pino(options, stream);
}

/** The field by which every line names a user. */
export const ofUser = (id: string | undefined): { readonly userId: string | undefined } => ({ userId: id });
