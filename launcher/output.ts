import { join } from 'node:path';
import { openBoundedLog, type BoundedLog } from './bounded-log.ts';
import { displayJson, displayPretty, type Display, type Level, type Stream } from './display.ts';
import type { Settings } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** Where the lines of all processes go: each into a file of its own, and what matters of them to the person who started it. */
export interface Output {
  readonly line: (name: string, line: string, stream: Stream) => void;
  /** For what only its file is to show. */
  readonly fileOnly: (name: string, line: string) => void;
  /** Something that the launcher itself has to tell while the system runs. */
  readonly note: (level: Level, message: string) => void;
  readonly close: () => void;
}

/** On a terminal only warnings and errors are shown, unless LOG_LEVEL asks for another level; in a pipe everything is, as JSON. */
function displayOf(settings: Pick<Settings, 'LOG_LEVEL' | 'LOG_FORMAT'>, terminal: Terminal): Display {
  const format = settings.LOG_FORMAT ?? (terminal.isInteractive ? 'pretty' : 'json');
  if (format === 'json') return displayJson;
  return displayPretty({ level: settings.LOG_LEVEL ?? 'warn', colorize: terminal.isInteractive });
}

/** Opens the log files below `folder` as they are needed. */
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
