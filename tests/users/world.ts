import { randomBytes, randomUUID } from 'node:crypto';
import { createLocalJWKSet } from 'jose';
import pg from 'pg';
import { test as base, vi } from 'vitest';
import { PrismaClient } from '#prisma/users';
import { connectDatabase, raw, shape } from '#platform/database.ts';
import { isFailure } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { prismaAdapter } from '../kit/prisma-adapter.ts';
import { createTokenVerifier } from '#platform/token.ts';
import type { Caller } from '#platform/token.ts';
import { createAccessTokens, createSigningKeys, ensureSigningKey } from '../../subgraphs/users/signing-keys.ts';
import type { Deps } from '../../subgraphs/users/deps.ts';
import type { RegisterInput } from '../../subgraphs/users/generated/resolvers.ts';
import { createLoginAttempts } from '../../subgraphs/users/login-attempts.ts';
import { createPasswords } from '../../subgraphs/users/secrets.ts';
import type { SignedIn } from '../../subgraphs/users/use-cases/sign-in.ts';
import type { SigningKeys } from '../../subgraphs/users/signing-keys.ts';
import { register } from '../../subgraphs/users/use-cases/register.ts';
import { createTestDatabase } from '../kit/postgres.ts';

export const NAMES = { issuer: 'tests', audience: 'tests' };
export const PASSWORD = 'a lamp in the harbour';

/** A message in the outbox. */
interface SentMessage {
  readonly name: string;
  readonly destination: string;
  readonly payload: Record<string, unknown>;
}

/** The users service without its server, on a database of its own. */
export interface World {
  readonly url: string;
  readonly deps: Deps;
  /** For looking at rows and changing them. */
  readonly prisma: PrismaClient;
  /** Every statement that was run, in order. */
  readonly statements: string[];
  readonly keys: SigningKeys;
  /** Another process of the service on the same database. */
  another(changes?: Partial<Deps>): Deps;
  messages(): Promise<SentMessage[]>;
  /** Registers somebody, from an address if one is given. */
  somebody(input?: Partial<RegisterInput>, address?: string): Promise<SignedIn>;
  admin(): Promise<SignedIn>;
  /** What the services make of an access token. */
  verify(accessToken: string): Promise<Caller>;
}

/** Somebody's name and address that nobody has. */
export function newPerson(): RegisterInput {
  const name = `u${randomUUID().slice(0, 8)}`;
  return { email: `${name}@example.com`, username: name, password: PASSWORD };
}

/** The result of a command that must have succeeded. */
export function done<Result extends object>(outcome: Outcome<Result>): Result {
  if (isFailure(outcome)) throw new Error(`It failed: ${JSON.stringify(outcome.userErrors)}`);
  return outcome;
}

/** The code of a command that must have failed, or undefined. */
export const codeOf = (outcome: { readonly userErrors: readonly { readonly code: string }[] }): string | undefined =>
  outcome.userErrors[0]?.code;

/** Begins work while a user's row is locked, and lets go of it when so many transactions wait. Returns the work's result. */
export async function whileLocked<Result>(
  { url, deps }: World,
  userId: string,
  waiters: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const lock = new pg.Client({ connectionString: url });
  await lock.connect();
  await lock.query('BEGIN');
  await lock.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [userId]);
  const result = work();
  const areWaiting = async (): Promise<boolean> => {
    const waiting = await deps.database.run`
      SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return waiting === waiters;
  };
  try {
    await vi.waitUntil(areWaiting, { timeout: 10_000 });
  } finally {
    await lock.query('COMMIT');
    await lock.end();
  }
  return result;
}

// Made once, since its dummy hash takes as long as a real one.
const passwords = createPasswords();

const SENT = shape<{ destination: string; envelope: { name: string; payload: Record<string, unknown> } }>({
  destination: 'destination',
  envelope: 'envelope',
});

/** Makes the time zone of a database another one, for the connections that are opened from then on. */
async function setTimeZone(url: string, timeZone: string): Promise<void> {
  const database = connectDatabase({ url, connectionsMax: 1 });
  await database.run`${raw(`ALTER DATABASE "${new URL(url).pathname.slice(1)}" SET timezone = '${timeZone}'`)}`;
  await database.close();
}

async function createWorld(timeZone: string): Promise<World & { close(): Promise<void> }> {
  const { url, drop } = await createTestDatabase('users');
  await setTimeZone(url, timeZone);
  const statements: string[] = [];
  const database = connectDatabase({ url, connectionsMax: 12, onStatement: (text) => statements.push(text) });
  const prisma = new PrismaClient({ adapter: prismaAdapter(database) });
  const keyEncryptionKey = randomBytes(32);
  const now = () => new Date();
  const keys = createSigningKeys({ database, keyEncryptionKey, now });
  const limits = { perLogin: 1_000, perAddress: 1_000, perAccount: 1_000, windowSeconds: 60 };
  const deps: Deps = {
    database,
    keyEncryptionKey,
    now,
    untilKnown: () => Promise.resolve(),
    passwords: await passwords,
    accessTokens: createAccessTokens(keys, NAMES),
    attempts: createLoginAttempts(database, limits),
  };
  await ensureSigningKey(deps);
  const somebody: World['somebody'] = async (input, address) =>
    done(await register(deps, { ...newPerson(), ...input }, address));
  return {
    url,
    deps,
    prisma,
    statements,
    keys,
    another: (changes) => ({ ...deps, ...changes }),
    somebody,
    admin: async () => {
      const { caller, ...rest } = await somebody();
      const user = await prisma.user.update({ where: { id: caller.id }, data: { role: 'ADMIN' } });
      return { ...rest, user, caller: { ...caller, role: 'ADMIN' } };
    },
    messages: async () => {
      const rows = await database.rows(SENT)`SELECT destination, envelope FROM messaging.outbox ORDER BY id`;
      return rows.map(({ destination, envelope: { name, payload } }) => ({ name, destination, payload }));
    },
    verify: async (accessToken) => {
      const document = await keys.published();
      const source = { find: createLocalJWKSet(document), document: () => document };
      return createTokenVerifier({ keys: source, ...NAMES })(accessToken);
    },
    close: async () => {
      await prisma.$disconnect();
      await database.close();
      await drop();
    },
  };
}

/** A test with a world of its own. */
export const test = base.extend<{ timeZone: string; world: World }>({
  timeZone: 'UTC',
  world: async ({ timeZone }, use) => {
    const world = await createWorld(timeZone);
    await use(world);
    await world.close();
  },
});
