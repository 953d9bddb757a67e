import pinoPretty from 'pino-pretty';
import { z } from 'zod';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
/** Log levels, least severe first. */
export type Level = (typeof LEVELS)[number];

/** The stream of a line. */
export type Stream = 'stdout' | 'stderr';

// Levels are words; see createLog.
const lineSchema = z.object({ level: z.enum(LEVELS) });

function levelOf(line: string, stream: Stream): { level: Level; isJson: boolean } {
  try {
    return { level: lineSchema.parse(JSON.parse(line)).level, isJson: true };
  } catch {
    // A line that is not JSON comes from Node itself: on stderr it is part of a crash report.
    return { level: stream === 'stderr' ? 'error' : 'info', isJson: false };
  }
}

/** Formats a process's line for display; returns undefined for a line that is not shown. */
export type Display = (name: string, line: string, stream: Stream) => string | undefined;

/** Every line as JSON. */
export const displayJson: Display = (name, line, stream) => {
  if (line.startsWith('{')) return line;
  return line.trim() === '' ? undefined : JSON.stringify({ level: levelOf(line, stream).level, name, msg: line });
};

/** Lines of at least this level, formatted for a terminal. */
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
