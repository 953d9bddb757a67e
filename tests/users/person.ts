import { randomUUID } from 'node:crypto';
import { createLocalJWKSet } from 'jose';
import { test as base, vi } from 'vitest';
import { createTokenVerifier } from '#platform/token.ts';
import type { Caller } from '#platform/token.ts';
import type { Deps } from '../../subgraphs/users/deps.ts';
import type { RegisterInput } from '../../subgraphs/users/generated/resolvers.ts';
import { createLoginAttempts } from '../../subgraphs/users/login-attempts.ts';
import { createAccessTokens, createSigningKeys } from '../../subgraphs/users/signing-keys.ts';
import { register } from '../../subgraphs/users/use-cases/register.ts';
import type { SignedIn } from '../../subgraphs/users/use-cases/sign-in.ts';
import { LOGIN_LIMITS, NAMES, users } from '../kit/service-definitions.ts';
import { openWorld, resultOf } from '../kit/world.ts';

export const PASSWORD = 'a lamp in the harbour';

/** A registration with unused names. */
export function newPerson(): RegisterInput {
  const name = `u${randomUUID().slice(0, 8)}`;
  return { email: `${name}@example.com`, username: name, password: PASSWORD };
}

/** A world of users with what its tests share. */
export type Users = Awaited<ReturnType<typeof openUsers>>;

async function openUsers() {
  const world = await openWorld(users);
  const { prisma } = world;
  const keys = createSigningKeys(world.deps);
  const deps: Deps = { ...world.deps, accessTokens: createAccessTokens(keys, NAMES) };
  const newUser = async (input?: Partial<RegisterInput>, address?: string): Promise<SignedIn> =>
    resultOf(await register(deps, { ...newPerson(), ...input }, address));
  return {
    ...world,
    deps,
    keys,
    /** Another process of the service on the same database. */
    another: (changes: Partial<Deps> = {}): Deps => ({ ...deps, ...changes }),
    /** A process with lower limits of failed sign-ins. */
    strict: (limits: Partial<typeof LOGIN_LIMITS>): Deps => ({
      ...deps,
      attempts: createLoginAttempts(deps.database, { ...LOGIN_LIMITS, ...limits }),
    }),
    /** Registers a user, from an address if one is given. */
    newUser,
    admin: async (): Promise<SignedIn> => {
      const { caller, ...rest } = await newUser();
      const user = await prisma.user.update({ where: { id: caller.id }, data: { role: 'ADMIN' } });
      return { ...rest, user, caller: { ...caller, role: 'ADMIN' } };
    },
    /** Returns the caller of an access token, as the services verify it. */
    verify: async (accessToken: string): Promise<Caller> => {
      const document = await keys.published();
      const source = { find: createLocalJWKSet(document), document: () => document };
      return createTokenVerifier({ keys: source, ...NAMES })(accessToken);
    },
    /** Starts work while a user's row is locked, and releases the lock when so many transactions wait. Returns the work's result. */
    whileLocked: async <Result>(userId: string, waiters: number, work: () => Promise<Result>): Promise<Result> => {
      const { release } = await world.hold('SELECT FROM users WHERE id = $1 FOR UPDATE', [userId]);
      const result = work();
      try {
        await vi.waitUntil(async () => (await world.waiting()) === waiters, { timeout: 10_000 });
      } finally {
        await release();
      }
      return result;
    },
  };
}

/** A test with a new world of its own. */
export const freshTest = base.extend<{ world: Users }>({
  world: async ({}, use) => {
    const world = await openUsers();
    await use(world);
    await world.close();
  },
});

/** A test with a world without users. Its file shares a database and signing keys. */
export const test = base.extend<{ shared: Users; world: Users }>({
  shared: [
    async ({}, use) => {
      const shared = await openUsers();
      await use(shared);
      await shared.close();
    },
    { scope: 'file' },
  ],
  world: async ({ shared }, use) => {
    await use(shared);
    await shared.empty('signing_keys');
  },
});
