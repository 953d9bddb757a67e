import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Obstacle, reasonOf } from './obstacle.ts';

/** The data folder, locked by this process. */
export interface DataFolder {
  readonly path: string;
  readonly logs: string;
  readonly postgres: string;
  /** True if the process that locked it before was killed, so that its child processes may still be running. */
  readonly wasLeftInDisorder: boolean;
  readonly release: () => Promise<void>;
}

/** Creates a folder and its parents one by one: Node's `recursive` never returns where none can be created, as in /proc. */
async function makeFolders(path: string, mode: number): Promise<void> {
  if (existsSync(path)) {
    if (!(await stat(path)).isDirectory()) throw new Obstacle(`DATA_DIR: ${path} is no folder; name another one.`);
    return;
  }
  await makeFolders(dirname(path), mode);
  await mkdir(path, { mode }).catch((error: unknown) => {
    if (reasonOf(error) !== 'EEXIST') throw error;
  });
}

async function makeFolder(path: string, mode: number): Promise<void> {
  await makeFolders(path, mode);
  const probe = join(path, `.writable-${process.pid}`);
  await writeFile(probe, '');
  await rm(probe);
}

/**
 * Takes a lock that the operating system releases when the process dies: SQLite's, on a file of its own. Returns the function that
 * releases it, or undefined if another process has it.
 */
function lock(path: string): (() => void) | undefined {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return () => database.close();
  } catch {
    database.close();
    return undefined;
  }
}

/** Creates the data folder if it is missing and locks it. Throws an Obstacle if it cannot be written or another launcher has the lock. */
export async function openDataFolder(path: string): Promise<DataFolder> {
  const logs = join(path, 'logs');
  const holderFile = join(path, 'launcher.pid');
  try {
    await makeFolder(path, 0o755);
    await makeFolder(logs, 0o700);
    const unlock = lock(join(path, 'launcher.lock'));
    const holder = await readFile(holderFile, 'utf8').catch(() => undefined);
    if (unlock === undefined) {
      throw new Obstacle(
        `Another Ordergraph${holder === undefined ? '' : ` (process ${holder.trim()})`} runs on ${path}: stop it, or set DATA_DIR (and PORT) to have a second one beside it.`,
      );
    }
    await writeFile(holderFile, `${process.pid}\n`);
    const release = async (): Promise<void> => {
      await rm(holderFile, { force: true });
      unlock();
    };
    return { path, logs, postgres: join(path, 'postgres'), wasLeftInDisorder: holder !== undefined, release };
  } catch (error) {
    if (error instanceof Obstacle) throw error;
    throw new Obstacle(
      `DATA_DIR: ${path} cannot be written (${reasonOf(error)}): start as its owner, or name another folder.`,
      { cause: error },
    );
  }
}
