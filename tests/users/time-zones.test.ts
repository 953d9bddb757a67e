import { afterEach, beforeEach, describe, expect, vi } from 'vitest';
import { shape } from '#platform/database.ts';
import { setUserRole } from '../../subgraphs/users/use-cases/administer-users.ts';
import { listRevocations, login, refreshTokens } from '../../subgraphs/users/use-cases/sign-in.ts';
import { codeOf, resultOf } from '../kit/world.ts';
import { PASSWORD, freshTest as test } from './person.ts';
import type { Users } from './person.ts';

const ZONES = shape<{ zone: string }>({ zone: 'zone' });
const TIMES = shape<{ createdS: number; expiresInS: number }>({ createdS: 'createdS', expiresInS: 'expiresInS' });

/** Whether the router refuses a token as revoked. */
async function isRevoked({ deps, verify }: Users, accessToken: string): Promise<boolean> {
  const { users, sessions } = await listRevocations(deps);
  const { id, sessionId, issuedAtS } = await verify(accessToken);
  return sessions.includes(sessionId) || users.some((user) => user.id === id && issuedAtS <= user.before);
}

describe.each([
  ['America/New_York', 'UTC'],
  ['Asia/Kathmandu', 'America/St_Johns'],
])('with a database in %s and a process in %s', (timeZone, ofProcess) => {
  beforeEach(() => {
    vi.stubEnv('TZ', ofProcess);
    vi.stubEnv('PGOPTIONS', `-c TimeZone=${timeZone}`);
  });
  afterEach(() => void vi.unstubAllEnvs());

  test('the time zones are as configured', async ({ world }) => {
    expect(await world.deps.database.rows(ZONES)`SELECT current_setting('TimeZone') AS zone`).toEqual([
      { zone: timeZone },
    ]);
    expect(new Date(0).getTimezoneOffset() === 0).toBe(ofProcess === 'UTC');
  });

  test('a fresh token is valid, and a revoked one is not', async ({ world }) => {
    const [{ caller }, { user, tokens }] = [await world.admin(), await world.newUser()];
    expect(await isRevoked(world, tokens.accessToken)).toBe(false);
    resultOf(await setUserRole(world.deps, caller, { userId: user.id, role: 'ADMIN' }));
    expect(await isRevoked(world, tokens.accessToken)).toBe(true);

    const fresh = resultOf(await login(world.deps, undefined, { login: user.email, password: PASSWORD }));
    expect(await isRevoked(world, fresh.tokens.accessToken)).toBe(false);
    expect(Math.abs(fresh.caller.issuedAtS - Date.now() / 1000)).toBeLessThan(30);
    const [revoked] = (await listRevocations(world.deps)).users;
    expect(Math.abs(Number(revoked?.before) - Date.now() / 1000)).toBeLessThan(30);
  });

  test('a refresh token gives new ones once, and its second use ends its family', async ({ world }) => {
    const { tokens, caller } = await world.newUser();
    const next = resultOf(await refreshTokens(world.deps, tokens.refreshToken)).tokens;
    expect(codeOf(await refreshTokens(world.deps, tokens.refreshToken))).toBe('INVALID_TOKEN');
    expect(codeOf(await refreshTokens(world.deps, next.refreshToken))).toBe('INVALID_TOKEN');
    expect((await listRevocations(world.deps)).sessions).toEqual([caller.sessionId]);
    expect(await isRevoked(world, next.accessToken)).toBe(true);
  });

  test('stored times are the returned ones', async ({ world }) => {
    const { user } = await world.newUser();
    const [times] = await world.deps.database.rows(TIMES)`
      SELECT extract(epoch FROM u.created_at)::float8 AS "createdS",
        extract(epoch FROM t.expires_at - clock_timestamp())::float8 AS "expiresInS"
      FROM users u, refresh_tokens t`;
    expect(times?.createdS).toBe(user.createdAt.getTime() / 1000);
    expect(Math.abs(user.createdAt.getTime() - Date.now())).toBeLessThan(30_000);
    expect(Math.abs(Number(times?.expiresInS) - 30 * 86_400)).toBeLessThan(30);
  });
});
