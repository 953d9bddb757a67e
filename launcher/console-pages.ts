import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { environment } from '#platform/config.ts';
import { Obstacle, reasonOf } from './obstacle.ts';

const PROJECT = join(import.meta.dirname, '..');
const STAMP = join(PROJECT, 'console/dist/.built-from');
const SOURCES = ['console/**/*.{ts,tsx,json,css,html,svg}', 'client/**/*.ts'];
const packages = createRequire(import.meta.url);

/** Returns the bundler's path; undefined in an installation without development packages. */
function findVite(): string | undefined {
  try {
    return join(dirname(packages.resolve('vite/package.json')), 'bin/vite.js');
  } catch {
    return undefined;
  }
}

/** Hash of all that the console is built from: its sources, the client's, and the locked packages. */
async function fingerprint(): Promise<string> {
  const found = globSync(SOURCES, { cwd: PROJECT, exclude: ['console/dist/**', 'client/dist/**'] }).toSorted();
  const hash = createHash('sha256');
  for (const file of [...found, 'package-lock.json']) {
    hash.update(file).update(await readFile(join(PROJECT, file)));
  }
  return hash.digest('hex');
}

/** Whether the console was built, perhaps from older sources. */
export const isConsoleBuilt = (): boolean => existsSync(STAMP);

/** Returns the fingerprint to build the console from; undefined if it is up to date or cannot be built. */
export async function findDueConsole(): Promise<string | undefined> {
  if (findVite() === undefined || !existsSync(join(PROJECT, 'console/index.html'))) return undefined;
  const source = await fingerprint();
  const before = await readFile(STAMP, 'utf8').catch(() => undefined);
  return source === before ? undefined : source;
}

/** Builds `console/dist`, without a network, in two or three seconds. */
export async function buildConsole(source: string): Promise<void> {
  const words = [findVite() ?? '', 'build', 'console', '--logLevel', 'warn', '--configLoader', 'native'];
  try {
    await promisify(execFile)(process.execPath, words, {
      cwd: PROJECT,
      env: { ...environment(), NODE_ENV: 'production' },
    });
  } catch (error) {
    throw new Obstacle(`The console cannot be built from ${join(PROJECT, 'console')}: ${reasonOf(error)}`, {
      cause: error,
    });
  }
  await writeFile(STAMP, source);
}
