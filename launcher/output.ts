import { join } from 'node:path';
import { openBoundedLog, type BoundedLog } from './bounded-log.ts';
import { displayJson, displayPretty, type Display, type Level, type Stream } from './display.ts';
import type { Settings } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** Writes each process's lines to its log file, and the important ones to the terminal. */
export interface Output {
  readonly line: (name: string, line: string, stream: Stream) => void;
  /** Writes to the log file only. */
  readonly fileOnly: (name: string, line: string) => void;
  /** A line of the launcher itself. */
  readonly note: (level: Level, message: string) => void;
  readonly close: () => void;
}

/** A terminal shows warnings and errors, or those of LOG_LEVEL; a pipe gets everything as JSON. */
function displayOf(settings: Pick<Settings, 'LOG_LEVEL' | 'LOG_FORMAT'>, terminal: Terminal): Display {
  const format = settings.LOG_FORMAT ?? (terminal.isInteractive ? 'pretty' : 'json');
  if (format === 'json') return displayJson;
  return displayPretty({ level: settings.LOG_LEVEL ?? 'warn', colorize: terminal.isInteractive });
}

/** Log files below `folder` are opened when they are needed. */
export function openOutput(options: {
  settings: Pick<Settings, 'LOG_LEVEL' | 'LOG_FORMAT'>;
  terminal: Terminal;
  folder: string;
}): Output {
  const { settings, terminal, folder } = options;
  const display = displayOf(settings, terminal);
  const files = new Map<string, BoundedLog>();
  const fileOf = (name: string): BoundedLog => {
    const file = files.get(name) ?? openBoundedLog(join(folder, `${name}.log`));
    files.set(name, file);
    return file;
  };
  const line: Output['line'] = (name, text, stream) => {
    fileOf(name).write(text);
    const shown = display(name, text, stream);
    if (shown !== undefined) terminal.print(shown);
  };
  return {
    line,
    fileOnly: (name, text) => fileOf(name).write(text),
    note: (level, msg) =>
      line('launcher', JSON.stringify({ level, time: new Date().toISOString(), name: 'launcher', msg }), 'stdout'),
    close: () => {
      for (const file of files.values()) file.close();
      files.clear();
    },
  };
}
