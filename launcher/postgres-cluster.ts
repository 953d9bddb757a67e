import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { Obstacle, reasonOf } from './obstacle.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { unprivileged, type Identity } from './unprivileged.ts';

const run = promisify(execFile);

/** The only role that there is; it owns everything. */
export const POSTGRES_USER = 'ordergraph';

export interface ClusterOptions {
  readonly binaries: PostgresBinaries;
  /** Where the data is; made at the first start. */
  readonly folder: string;
  readonly password: string;
  /** False leaves out the flush to disk, for data that nobody will miss. */
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

async function initialise(options: ClusterOptions, folder: string, identity: Identity): Promise<void> {
  const passwordFile = `${folder}.password`;
  await writeFile(passwordFile, options.password, { mode: 0o600 });
  if (identity.owner) await chown(passwordFile, identity.owner.uid, identity.owner.gid);
  const [command = '', ...words] = [
    ...identity.prefix,
    options.binaries.initdb,
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
    await run(command, words, { ...identity.ids, cwd: '/' });
  } catch (error) {
    throw new Obstacle(`PostgreSQL could not make its data folder ${folder} (${reasonOf(error)}).`, { cause: error });
  } finally {
    await rm(passwordFile, { force: true });
  }
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
 * Makes the data folder where there is none, whole or not at all, and returns as whom PostgreSQL is to run. Throws an
 * Obstacle for data of another major version, which only a dump and restore can carry over.
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
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  await chmod(unfinished, 0o700);
  const identity = await unprivileged(binaries.postgres, unfinished);
  await initialise(options, unfinished, identity);
  await rename(unfinished, folder);
  return identity;
}
