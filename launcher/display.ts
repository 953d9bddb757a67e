import pinoPretty from 'pino-pretty';
import { z } from 'zod';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
/** How bad a line of a log is, least first. */
export type Level = (typeof LEVELS)[number];

/** Where a process wrote a line. */
export type Stream = 'stdout' | 'stderr';

// The processes write their level as a word; see createLog.
const lineSchema = z.object({ level: z.enum(LEVELS) });

function levelOf(line: string, stream: Stream): { level: Level; isJson: boolean } {
  try {
    return { level: lineSchema.parse(JSON.parse(line)).level, isJson: true };
  } catch {
    // What is no line of the log comes from Node itself: on stderr it is the story of a crash.
    return { level: stream === 'stderr' ? 'error' : 'info', isJson: false };
  }
}

/** Turns a line that a process wrote into what is shown of it; undefined for nothing. */
export type Display = (name: string, line: string, stream: Stream) => string | undefined;

/** Every line as JSON, for a machine to read. */
export const displayJson: Display = (name, line, stream) => {
  if (line.startsWith('{')) return line;
  return line.trim() === '' ? undefined : JSON.stringify({ level: levelOf(line, stream).level, name, msg: line });
};

/** Lines of at least this level, for a person to read. */
export function displayPretty(options: { level: Level; colorize: boolean }): Display {
  const pretty = pinoPretty.prettyFactory({
    colorize: options.colorize,
    ignore: 'pid,hostname',
    translateTime: 'SYS:HH:MM:ss',
  });
  return (name, line, stream) => {
    const { level, isJson } = levelOf(line, stream);
    if (line.trim() === '' || LEVELS.indexOf(level) < LEVELS.indexOf(options.level)) return undefined;
    return isJson ? pretty(line).trimEnd() : `${name}: ${line}`;
  };
}
