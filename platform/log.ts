import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import pretty from 'pino-pretty';
import { isUnavailable } from './database-errors.ts';
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
export function createOutageLog(log: Log | undefined, lines: { readonly begins: string; readonly ends: string }) {
  let failingSince: number | undefined;
  let isTold = false;
  let toldAt = -Infinity;
  let workedAt = -Infinity;
  // What began before the last change says nothing of the time since.
  const failed = (error: unknown, begunAt = performance.now()): void => {
    if (begunAt < workedAt) return;
    failingSince ??= performance.now();
    if (isTold || performance.now() - toldAt < TOLD_EVERY_MS) return log?.debug({ err: error }, lines.begins);
    isTold = true;
    toldAt = performance.now();
    log?.warn({ err: error }, lines.begins);
  };
  const works = (begunAt = performance.now()): void => {
    if (failingSince !== undefined && begunAt < failingSince) return;
    if (failingSince !== undefined && isTold)
      log?.info({ seconds: Math.round((performance.now() - failingSince) / 1000) }, lines.ends);
    failingSince = undefined;
    isTold = false;
    workedAt = performance.now();
  };
  return {
    failed,
    works,
    /** Runs work that depends on it, and notes an outage and its end. */
    watch: async <Result>(work: () => Promise<Result>): Promise<Result> => {
      const begunAt = performance.now();
      try {
        const result = await work();
        works(begunAt);
        return result;
      } catch (error) {
        if (isUnavailable(error)) failed(error, begunAt);
        throw error;
      }
    },
  };
}

/** Logs faults of a part of the process, the first in a row. An outage of a dependency is left to the outage log of that. */
export function createFaultLog(log: Log, lines: { readonly begins: string; readonly ends: string }) {
  const faults = createOutageLog(log, lines);
  const failed = (error: unknown): void =>
    isUnavailable(error) ? log.debug({ err: error }, lines.begins) : faults.failed(error);
  return { failed, works: () => faults.works() };
}

/** Ids as OpenTelemetry names them in logs, so that a log line leads to its trace. */
function idsOfScope(): object {
  const { traceparent, requestId } = currentScope() ?? {};
  const [, trace_id, span_id] = traceparent?.split('-') ?? [];
  return { requestId, trace_id, span_id };
}

/** A time-out of `AbortSignal` is a DOMException, which has all codes of its kind as properties. */
const withoutConstants = (error: Error): Error => {
  if (!(error instanceof DOMException)) return error;
  const { name, message, stack } = error;
  return Object.assign(new Error(message), { name, stack });
};

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
    serializers: { err: (error: Error) => pino.stdSerializers.err(withoutConstants(error)) },
  };
  const stream = destination ?? (format === 'pretty' ? pretty({ ignore: 'pid,hostname', sync: true }) : undefined);
  return stream === undefined ? pino(options) : pino(options, stream);
}

/** The field by which every line names a user. */
export const ofUser = (id: string | undefined): { readonly userId: string | undefined } => ({ userId: id });
