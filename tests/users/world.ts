import { randomBytes, randomUUID } from 'node:crypto';
import { createLocalJWKSet } from 'jose';
import { test as base } from 'vitest';
import { PrismaClient } from '#prisma/users';
import { postgresAdapter } from '#platform/postgres-adapter.ts';
import { isFailure } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { createTokenVerifier } from '#platform/token-verifier.ts';
import type { Caller } from '#platform/token.ts';
import { createAccessTokens } from '../../subgraphs/users/access-tokens.ts';
import type { Deps } from '../../subgraphs/users/deps.ts';
import type { RegisterInput } from '../../subgraphs/users/generated/resolvers.ts';
import { createLoginAttempts } from '../../subgraphs/users/login-attempts.ts';
import { createPasswords } from '../../subgraphs/users/passwords.ts';
import type { SignedIn } from '../../subgraphs/users/sessions.ts';
import { createSigningKeys } from '../../subgraphs/users/signing-keys.ts';
import type { SigningKeys } from '../../subgraphs/users/signing-keys.ts';
import { ensureSigningKey } from '../../subgraphs/users/use-cases/ensure-signing-key.ts';
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
  readonly keys: SigningKeys;
  /** Another process of the service on the same database. */
  another(changes?: Partial<Deps>): Deps;
  messages(): Promise<SentMessage[]>;
  /** Registers somebody. */
  somebody(input?: Partial<RegisterInput>): Promise<SignedIn>;
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

// Made once: its dummy hash costs as much as any other.
const passwords = createPasswords();

async function createWorld(): Promise<World & { close(): Promise<void> }> {
  const { url, drop } = await createTestDatabase('users');
  const database = new PrismaClient({ adapter: postgresAdapter({ url, connectionsMax: 12 }) });
  const keyEncryptionKey = randomBytes(32);
  const now = () => new Date();
  const keys = createSigningKeys({ database, keyEncryptionKey, now });
  const limits = { perLogin: 1_000, perAddress: 1_000, windowSeconds: 60 };
  const deps: Deps = {
    database,
    keyEncryptionKey,
    now,
    passwords: await passwords,
    accessTokens: createAccessTokens(keys, NAMES),
    attempts: createLoginAttempts(database, limits),
  };
  await ensureSigningKey(deps);
  const somebody: World['somebody'] = async (input) => done(await register(deps, { ...newPerson(), ...input }));
  return {
    url,
    deps,
    keys,
    another: (changes) => ({ ...deps, ...changes }),
    somebody,
    admin: async () => {
      const { caller, ...rest } = await somebody();
      const user = await database.user.update({ where: { id: caller.id }, data: { role: 'ADMIN' } });
      return { ...rest, user, caller: { ...caller, role: 'ADMIN' } };
    },
    messages: async () => {
      const rows = await database.$queryRaw<
        { destination: string; envelope: { name: string; payload: Record<string, unknown> } }[]
      >`
        SELECT destination, envelope FROM messaging.outbox ORDER BY id`;
      return rows.map(({ destination, envelope: { name, payload } }) => ({ name, destination, payload }));
    },
    verify: async (accessToken) => {
      const document = await keys.published();
      const source = { find: createLocalJWKSet(document), document: () => document };
      return createTokenVerifier({ keys: source, ...NAMES })(accessToken);
    },
    close: async () => {
      await database.$disconnect();
      await drop();
    },
  };
}

/** A test with a world of its own. */
export const test = base.extend<{ world: World }>({
  world: async ({}, use) => {
    const world = await createWorld();
    await use(world);
    await world.close();
  },
});
