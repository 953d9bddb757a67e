import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';
import { Obstacle, reasonOf } from './obstacle.ts';

// Tens of thousands of lines: days of a quiet system. Two files are kept, so a log takes twice as much.
const BYTES_MAX = 5_000_000;

/** A log file of limited size: when it is full it replaces `<file>.1`. */
export interface BoundedLog {
  readonly write: (line: string) => void;
  readonly close: () => void;
}

function openFirst(path: string, open: () => number): number {
  try {
    return open();
  } catch (error) {
    throw new Obstacle(
      `${path} cannot be written (${reasonOf(error)}): start as its owner, or name another DATA_DIR.`,
      {
        cause: error,
      },
    );
  }
}

/** Opens a log file for appending. A full disk loses lines but does not stop the system. */
export function openBoundedLog(path: string, bytesMax: number = BYTES_MAX): BoundedLog {
  const open = (): number => openSync(path, 'a', 0o600);
  let file = openFirst(path, open);
  let size = fstatSync(file).size;

  const rotate = (): void => {
    closeSync(file);
    renameSync(path, `${path}.1`);
    file = open();
    size = 0;
  };
  return {
    write: (line) => {
      try {
        if (size >= bytesMax) rotate();
        size += writeSync(file, `${line}\n`);
      } catch {
        // A failure of the log itself cannot be logged.
      }
    },
    close: () => closeSync(file),
  };
}
