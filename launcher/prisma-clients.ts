import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environment } from '#platform/config.ts';
import { Obstacle, reasonOf } from './obstacle.ts';

const PRISMA_FOLDER = join(import.meta.dirname, '..', 'prisma');
const packages = createRequire(import.meta.url);

// `generate` needs no engine, but without the name of a file it tries to download one; any file will do. It also checks for a newer release.
const OFFLINE = {
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  CHECKPOINT_DISABLE: '1',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
};

const schemaOf = (service: string): string => join(PRISMA_FOLDER, service, 'schema.prisma');
const stampOf = (service: string): string => join(PRISMA_FOLDER, service, 'client', '.generated-from');

/** Hash of the schema and the generator's version. Undefined without a schema. */
async function fingerprint(service: string): Promise<string | undefined> {
  const schema = await readFile(schemaOf(service)).catch(() => undefined);
  if (schema === undefined) return undefined;
  const generator = await readFile(packages.resolve('prisma/package.json'));
  return createHash('sha256').update(generator).update(schema).digest('hex');
}

/** All of Prisma's output, since it explains errors of a schema over several lines. */
const outputOf = (error: unknown): string =>
  error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' && error.stderr !== ''
    ? error.stderr.trim()
    : reasonOf(error);

async function generate(service: string, source: string): Promise<void> {
  const prisma = packages.resolve('prisma/build/index.js');
  const args = [prisma, 'generate', '--no-hints', '--schema', schemaOf(service)];
  try {
    await promisify(execFile)(process.execPath, args, {
      env: { ...environment(), ...OFFLINE },
      cwd: join(PRISMA_FOLDER, service),
    });
  } catch (error) {
    throw new Obstacle(
      `The Prisma client of ${service} cannot be generated from ${schemaOf(service)}: ${outputOf(error)}`,
      {
        cause: error,
      },
    );
  }
  await writeFile(stampOf(service), source);
}

/** A client to generate, and the fingerprint of what it is generated from. */
export interface DueClient {
  readonly service: string;
  readonly source: string;
}

/** Returns the clients whose `prisma/<service>/schema.prisma` has changed since they were generated. */
export async function findDueClients(): Promise<DueClient[]> {
  const all = (await readdir(PRISMA_FOLDER)).toSorted().map(async (service): Promise<DueClient[]> => {
    const source = await fingerprint(service);
    const before = await readFile(stampOf(service), 'utf8').catch(() => undefined);
    return source === undefined || source === before ? [] : [{ service, source }];
  });
  return (await Promise.all(all)).flat();
}

/** Generates `prisma/<service>/client` for each, without a network. */
export async function generateClients(due: readonly DueClient[]): Promise<void> {
  await Promise.all(due.map(({ service, source }) => generate(service, source)));
}
