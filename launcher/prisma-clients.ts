import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { PrismaClientTsGenerator } from '@prisma/client-generator-ts';
import type * as Internals from '@prisma/internals';
import { z } from 'zod';
import { Obstacle, reasonOf } from './obstacle.ts';

const PRISMA_FOLDER = join(import.meta.dirname, '..', 'prisma');
const GENERATOR = '@prisma/client-generator-ts';
const packages = createRequire(import.meta.url);

const schemaOf = (service: string): string => join(PRISMA_FOLDER, service, 'schema.prisma');
const stampOf = (service: string): string => join(PRISMA_FOLDER, service, 'client', '.generated-from');

/** Hash of the schema and the generator's version. Undefined without a schema. */
async function fingerprint(service: string): Promise<string | undefined> {
  const schema = await readFile(schemaOf(service)).catch(() => undefined);
  if (schema === undefined) return undefined;
  const generator = await readFile(join(packages.resolve(GENERATOR), '..', '..', 'package.json'));
  return createHash('sha256').update(generator).update(schema).digest('hex');
}

// Loaded when a client is due, since that takes a second. CommonJS, since the generator's ES module imports a file without its extension.
const internalsSchema = z.custom<typeof Internals>();
const generatorSchema = z.object({ PrismaClientTsGenerator: z.custom<typeof PrismaClientTsGenerator>() });

async function generate({ service, source }: DueClient): Promise<void> {
  const { loadSchemaContext, getGenerators } = internalsSchema.parse(packages('@prisma/internals'));
  const { PrismaClientTsGenerator: Generator } = generatorSchema.parse(packages(GENERATOR));
  try {
    const schemaContext = await loadSchemaContext({
      schemaPath: { cliProvidedPath: schemaOf(service) },
      cwd: join(PRISMA_FOLDER, service),
      printLoadMessage: false,
    });
    const generators = await getGenerators({
      schemaContext,
      registry: { 'prisma-client': { type: 'in-process', generator: new Generator() } },
      skipDownload: true,
      cliCommand: 'generate',
    });
    for (const generator of generators) {
      await generator.generate();
      generator.stop();
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim() : reasonOf(error);
    throw new Obstacle(`The Prisma client of ${service} cannot be generated from ${schemaOf(service)}: ${reason}`, {
      cause: error,
    });
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
  for (const client of due) await generate(client);
}
