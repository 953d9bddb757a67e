import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environment } from '#platform/config.ts';

const PRISMA_FOLDER = join(import.meta.dirname, '..', 'prisma');
const packages = createRequire(import.meta.url);

// `generate` needs no engine, yet the command looks for one on the internet unless a file is named; any file serves. It
// also asks whether there is a newer release.
const OFFLINE = {
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  CHECKPOINT_DISABLE: '1',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
};

const schemaOf = (service: string): string => join(PRISMA_FOLDER, service, 'schema.prisma');
const stampOf = (service: string): string => join(PRISMA_FOLDER, service, 'client', '.generated-from');

/** What a client is generated from: the schema and the generator's version. Undefined where there is no schema. */
async function fingerprint(service: string): Promise<string | undefined> {
  const schema = await readFile(schemaOf(service)).catch(() => undefined);
  if (schema === undefined) return undefined;
  const generator = await readFile(packages.resolve('prisma/package.json'));
  return createHash('sha256').update(generator).update(schema).digest('hex');
}

async function generate(service: string, source: string): Promise<void> {
  const prisma = packages.resolve('prisma/build/index.js');
  await promisify(execFile)(process.execPath, [prisma, 'generate', '--no-hints', '--schema', schemaOf(service)], {
    env: { ...environment(), ...OFFLINE },
    cwd: join(PRISMA_FOLDER, service),
  });
  await writeFile(stampOf(service), source);
}

/**
 * Writes `prisma/<service>/client` for each `prisma/<service>/schema.prisma` that has changed since it was last written.
 * Works without a network. Returns the services it wrote.
 */
export async function generateClients(): Promise<string[]> {
  const written: string[] = [];
  const work = (await readdir(PRISMA_FOLDER)).map(async (service) => {
    const source = await fingerprint(service);
    const before = await readFile(stampOf(service), 'utf8').catch(() => undefined);
    if (source === undefined || source === before) return;
    await generate(service, source);
    written.push(service);
  });
  await Promise.all(work);
  return written.toSorted();
}
