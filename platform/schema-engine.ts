import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import * as binding from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

const BINDING = '@prisma/schema-engine-wasm/schema_engine_bg';

/** What the migrations of one folder tree add up to, in the form that Prisma's engine takes. */
export type MigrationList = binding.MigrationList;

/** The address of another database on the same server. */
export function withDatabase(databaseUrl: string, name: string): string {
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Quotes a name for use in SQL. */
export const identifier = (name: string): string => pg.escapeIdentifier(name);

let loaded: Promise<void> | undefined;

/** The package imports its .wasm as a module, which Node does not do without a flag: instantiate it by hand, once. */
async function load(): Promise<void> {
  const file = createRequire(import.meta.url).resolve(BINDING).replace(/\.js$/, '.wasm');
  const { instance } = await WebAssembly.instantiate(await readFile(file), { './schema_engine_bg.js': { ...binding } });
  binding.__wbg_set_wasm(instance.exports);
  const start = instance.exports['__wbindgen_start'];
  if (typeof start !== 'function') throw new Error(`${file} is not the schema engine this version of the project needs`);
  start();
}

/**
 * A whole script is one simple query, so PostgreSQL runs it in one implicit transaction: all of it or none. (The
 * adapter's own `executeScript` cuts at every semicolon, those inside function bodies and strings included.)
 */
async function runScript(adapter: SqlDriverAdapter, script: string): Promise<void> {
  await adapter.executeRaw({ sql: script, args: [], argTypes: [] });
}

/** One connection, so that session locks hold. `onScript` may add statements to a script's transaction. */
function adapterFactory(databaseUrl: string, onScript: (script: string) => string): SqlMigrationAwareDriverAdapterFactory {
  const connect = async (url: string, max?: number): Promise<SqlDriverAdapter> => {
    const adapter = await new PrismaPg({ connectionString: url, ...(max === undefined ? {} : { max }) }).connect();
    adapter.executeScript = (script) => runScript(adapter, onScript(script));
    return adapter;
  };
  return {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => connect(databaseUrl),
    connectToShadowDb: async () => {
      const name = `shadow_${randomUUID().replaceAll('-', '')}`;
      const owner = await connect(databaseUrl);
      await runScript(owner, `CREATE DATABASE ${identifier(name)}`);
      const shadow = await connect(withDatabase(databaseUrl, name));
      const disposeShadow = shadow.dispose.bind(shadow);
      shadow.dispose = async () => {
        await disposeShadow();
        await runScript(owner, `DROP DATABASE ${identifier(name)} WITH (FORCE)`);
        await owner.dispose();
      };
      return shadow;
    },
  };
}

/**
 * Runs `work` with Prisma's own schema engine (WebAssembly, nothing is downloaded) on a database. Throws what the engine
 * reports, without the database's address.
 */
export async function withSchemaEngine<Result>(
  databaseUrl: string,
  work: (engine: binding.SchemaEngine) => Promise<Result>,
  onScript: (script: string) => string = (script) => script,
): Promise<Result> {
  await (loaded ??= load());
  const factory = bindMigrationAwareSqlAdapterFactory(adapterFactory(databaseUrl, onScript));
  const engine = await binding.SchemaEngine.new({ datamodels: undefined }, () => undefined, factory);
  try {
    return await work(engine);
  } finally {
    engine.free();
  }
}
