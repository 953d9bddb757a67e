import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { SERVICES } from '#platform/config.ts';
import { diffMigrations } from './migrations.ts';
import { migrationFolders } from './databases.ts';
import { Obstacle } from './obstacle.ts';
import { runCommand } from './run-command.ts';
import { startThrowAwayPostgres } from './throw-away-postgres.ts';

const PROJECT = join(import.meta.dirname, '..');

const timestamp = (now: Date): string => now.toISOString().replaceAll(/\D/g, '').slice(0, 14);

/**
 * `npm run new-migration -- <service> <name>`: writes the migration from the service's present migrations to its schema.prisma, for the author to
 * complete (CHECK constraints, for example) and commit. An empty one where the two agree.
 */
async function newMigration(): Promise<void> {
  const [serviceName, name] = process.argv.slice(2);
  const service = SERVICES.find((known) => known === serviceName);
  if (service === undefined || name === undefined || !/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new Obstacle(`Usage: npm run new-migration -- <${SERVICES.join('|')}> <name_in_lower_case>`);
  }
  const folder = join(PROJECT, 'prisma', service, 'migrations');
  await mkdir(folder, { recursive: true });
  const postgres = await startThrowAwayPostgres();
  try {
    const script = await diffMigrations({
      databaseUrl: postgres.url('postgres'),
      folders: migrationFolders(service),
      schemaFile: join(PROJECT, 'prisma', service, 'schema.prisma'),
    });
    const path = join(folder, `${timestamp(new Date())}_${name}`);
    await mkdir(path);
    await writeFile(join(path, 'migration.sql'), script === '' ? '' : `${script}\n`);
    console.log(
      `${relative(PROJECT, path)}/migration.sql${script === '' ? ', empty: the schema has not changed' : ''}`,
    );
  } finally {
    await postgres.stop();
  }
}

await runCommand(newMigration);
