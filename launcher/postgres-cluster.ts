import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { z } from 'zod';
import { environment } from '#platform/config.ts';
import { Obstacle, reasonOf } from './obstacle.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { unprivileged, type Identity } from './unprivileged.ts';
import { spawnWatched, type WatchedOptions } from './watched-process.ts';

const run = promisify(execFile);

/** The only role; it owns everything. */
export const POSTGRES_USER = 'ordergraph';

const UNFINISHED = '.unfinished-';

export interface ClusterOptions {
  readonly binaries: PostgresBinaries;
  /** The data directory; created at the first start. */
  readonly folder: string;
  readonly password: string;
  /** False skips the flush to disk, for temporary data. */
  readonly durable: boolean;
}

async function majorVersion(binaries: PostgresBinaries): Promise<string> {
  try {
    const { stdout } = await run(binaries.postgres, ['--version']);
    return /\d+/.exec(stdout)?.[0] ?? '';
  } catch (error) {
    throw new Obstacle(
      `The embedded PostgreSQL does not run on this machine (${reasonOf(error)}): name databases of your own in USERS_DATABASE_URL and the four others.`,
      { cause: error },
    );
  }
}

/** Runs a program to its end; throws its stderr unless it exits with 0. */
async function runWatched(options: Omit<WatchedOptions, 'environment'>): Promise<void> {
  const child = spawnWatched({ ...options, environment: { PATH: environment()['PATH'] ?? '', LC_ALL: 'C' } });
  const said = child.stderr === null ? '' : text(child.stderr);
  const [code] = z
    .tuple([z.number().nullable()])
    .rest(z.unknown())
    .parse(await once(child, 'exit'));
  if (code !== 0) throw new Error((await said).trim() || 'no output');
}

async function initialise(options: ClusterOptions, folder: string, identity: Identity): Promise<void> {
  const passwordFile = `${folder}.password`;
  await writeFile(passwordFile, options.password, { mode: 0o600 });
  if (identity.owner) await chown(passwordFile, identity.owner.uid, identity.owner.gid);
  const args = [
    `--pgdata=${folder}`,
    `--username=${POSTGRES_USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(options.durable ? [] : ['--no-sync']),
  ];
  try {
    await runWatched({ program: options.binaries.initdb, args, identity, temporaryFolder: folder });
  } catch (error) {
    throw new Obstacle(`PostgreSQL could not create its data directory ${folder} (${reasonOf(error)}).`, {
      cause: error,
    });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** Removes what killed starts have left; a folder that is still in use is left to the next start. */
async function removeUnfinished(folder: string): Promise<void> {
  const names = (await readdir(dirname(folder))).filter((name) => name.startsWith(`${basename(folder)}${UNFINISHED}`));
  const removals = names.map((name) => rm(join(dirname(folder), name), { recursive: true, force: true }));
  await Promise.allSettled(removals);
}

async function versionOf(folder: string): Promise<string | undefined> {
  try {
    return (await readFile(`${folder}/PG_VERSION`, 'utf8')).trim();
  } catch (error) {
    if (reasonOf(error) === 'ENOENT') return undefined;
    throw new Obstacle(
      `PostgreSQL's data folder ${folder} cannot be read (${reasonOf(error)}): start as its owner, or name another DATA_DIR.`,
      { cause: error },
    );
  }
}

/**
 * Creates the data directory if it is missing, completely or not at all, and returns the user that PostgreSQL runs as. Throws an Obstacle for data of
 * another major version, which needs a dump and restore.
 */
export async function prepareCluster(options: ClusterOptions): Promise<Identity> {
  const { binaries, folder } = options;
  const [ours, theirs] = await Promise.all([majorVersion(binaries), versionOf(folder)]);
  if (theirs === ours) return unprivileged(binaries.postgres, folder);
  if (theirs !== undefined) {
    throw new Obstacle(
      `The data in ${folder} is PostgreSQL ${theirs}'s and this is PostgreSQL ${ours}: dump it with the old version, or name another DATA_DIR.`,
    );
  }
  await mkdir(dirname(folder), { recursive: true });
  await removeUnfinished(folder);
  const unfinished = await mkdtemp(`${folder}${UNFINISHED}`);
  const identity = await unprivileged(binaries.postgres, unfinished);
  await initialise(options, unfinished, identity);
  await rename(unfinished, folder);
  return identity;
}
