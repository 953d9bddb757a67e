import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import pretty from 'pino-pretty';
import { currentScope } from './scope.ts';

/** A logger, as createLog makes it. */
export type Log = Logger;

/** Names of fields that are never written, wherever they stand in a logged object. */
const SECRET_FIELDS = ['password', 'token', 'accessToken', 'refreshToken', 'authorization', 'secret'];
const REDACTED = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);

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
    mixin: () => ({ ...currentScope() }),
  };
  const stream = destination ?? (format === 'pretty' ? pretty({ ignore: 'pid,hostname', sync: true }) : undefined);
  return stream === undefined ? pino(options) : pino(options, stream);
}
