import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  ColumnTypeEnum,
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import * as binding from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

const BINDING = '@prisma/schema-engine-wasm/schema_engine_bg';

// The object identifier of "char", a type of PostgreSQL's own catalog (pg_type.dat).
const CATALOG_CHARACTER = 18;

// Node's own types leave WebAssembly to those of browsers.
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: object,
  ): Promise<{ instance: { exports: Readonly<Record<string, unknown>> } }>;
};

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

/** The engine names its own panics to this before it stops. */
function raisePanic(message: string): never {
  throw new Error(`Prisma's schema engine stopped: ${message}`);
}

/** The engine never clears its ten-second limit for a lock, which would keep a command that is done from ending. */
const unheldTimeout = (callback: () => void, milliseconds: number): unknown =>
  setTimeout(callback, milliseconds).unref();

let loaded: Promise<void> | undefined;

/** The package imports its .wasm as a module, which Node does not do without a flag: instantiate it by hand, once. */
async function load(): Promise<void> {
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: raisePanic } });
  const file = createRequire(import.meta.url)
    .resolve(BINDING)
    .replace(/\.js$/, '.wasm');
  const imports = Object.entries(binding).map(([name, value]): [string, unknown] => [
    name,
    name.startsWith('__wbg_setTimeout') ? unheldTimeout : value,
  ]);
  const { instance } = await WebAssembly.instantiate(await readFile(file), {
    './schema_engine_bg.js': Object.fromEntries<unknown>(imports),
  });
  binding.__wbg_set_wasm(instance.exports);
  const start = instance.exports['__wbindgen_start'];
  if (typeof start !== 'function')
    throw new Error(`${file} is not the schema engine this version of the project needs`);
  Reflect.apply(start, undefined, []);
}

/**
 * An adapter that can also read PostgreSQL's catalog, which the engine does to compare schemas: Prisma's own knows no
 * column type for "char" (prisma/orm issues 27403 and 28145). Those columns pass it as text and are renamed afterwards.
 */
async function readingCatalog(pool: pg.Pool): Promise<SqlDriverAdapter> {
  const characterColumns = new WeakMap<object, number[]>();
  const query = async (config: pg.QueryArrayConfig): Promise<pg.QueryArrayResult> => {
    const result = await pool.query(config);
    const found: number[] = [];
    for (const [index, field] of (result.fields ?? []).entries()) {
      if (field.dataTypeID !== CATALOG_CHARACTER) continue;
      field.dataTypeID = pg.types.builtins.TEXT;
      found.push(index);
    }
    if (found.length > 0) characterColumns.set(result.rows, found);
    return result;
  };
  const patched = new Proxy(pool, {
    get: (target, key): unknown => (key === 'query' ? query : Reflect.get(target, key, target)),
  });
  const adapter = await new PrismaPg(patched).connect();
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (sqlQuery) => {
    const result = await queryRaw(sqlQuery);
    for (const index of characterColumns.get(result.rows) ?? []) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  return adapter;
}

/**
 * A whole script is one simple query, so PostgreSQL runs it in one implicit transaction: all of it or none. (The
 * adapter's own `executeScript` cuts at every semicolon, those inside function bodies and strings included.)
 */
async function runScript(adapter: SqlDriverAdapter, script: string): Promise<void> {
  await adapter.executeRaw({ sql: script, args: [], argTypes: [] });
}

/** The engine's own lock, which its session would keep behind a pooler. applyMigrations holds another one. */
const ENGINE_LOCK = /^SELECT pg_advisory_lock\(\d+\)$/;

type OpenAdapter = { adapter: SqlDriverAdapter; close: () => Promise<void> };

/** Runs a script that the engine applies; `run` sends statements as one simple query. */
export type OnScript = (script: string, run: (sql: string) => Promise<void>) => Promise<void>;
const unchanged: OnScript = (script, run) => run(script);

/** One connection. `onScript` decides how a script is run. */
async function openAdapter(databaseUrl: string, onScript: OnScript): Promise<OpenAdapter> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1, idleTimeoutMillis: 0 });
  // A connection that is cut off while it is being closed, as by the end of a shadow database, is no fault.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const adapter = await readingCatalog(pool);
  const executeRaw = adapter.executeRaw.bind(adapter);
  adapter.executeRaw = async (query) => (ENGINE_LOCK.test(query.sql) ? 0 : executeRaw(query));
  adapter.executeScript = (script) => onScript(script, (sql) => runScript(adapter, sql));
  return { adapter, close: () => pool.end() };
}

async function openShadow(databaseUrl: string): Promise<OpenAdapter> {
  const name = `shadow_${randomUUID().replaceAll('-', '')}`;
  const owner = await openAdapter(databaseUrl, unchanged);
  await runScript(owner.adapter, `CREATE DATABASE ${identifier(name)}`);
  const shadow = await openAdapter(withDatabase(databaseUrl, name), unchanged);
  const close = async (): Promise<void> => {
    await shadow.close();
    await runScript(owner.adapter, `DROP DATABASE ${identifier(name)} WITH (FORCE)`);
    await owner.close();
  };
  return { adapter: shadow.adapter, close };
}

/**
 * Runs `work` with Prisma's own schema engine (WebAssembly, nothing is downloaded) on a database, and closes every
 * connection it made. Rejects with what the engine reports.
 */
export async function withSchemaEngine<Result>(
  databaseUrl: string,
  work: (engine: binding.SchemaEngine) => Promise<Result>,
  onScript: OnScript = unchanged,
): Promise<Result> {
  await (loaded ??= load());
  const opened: OpenAdapter[] = [];
  const keep = async (open: Promise<OpenAdapter>): Promise<SqlDriverAdapter> => {
    opened.push(await open);
    return (await open).adapter;
  };
  const factory: SqlMigrationAwareDriverAdapterFactory = {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => keep(openAdapter(databaseUrl, onScript)),
    connectToShadowDb: () => keep(openShadow(databaseUrl)),
  };
  try {
    const bound = bindMigrationAwareSqlAdapterFactory(factory);
    const engine = await binding.SchemaEngine.new({ datamodels: undefined }, () => undefined, bound);
    try {
      return await work(engine);
    } finally {
      engine.free();
    }
  } finally {
    for (const { close } of opened.toReversed()) await close();
  }
}
