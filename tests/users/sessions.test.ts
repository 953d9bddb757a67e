import pg from 'pg';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, vi } from 'vitest';
import { deactivateUser } from '../../subgraphs/users/use-cases/deactivate-user.ts';
import { forgetExpired } from '../../subgraphs/users/use-cases/forget-expired.ts';
import { listRevocations } from '../../subgraphs/users/use-cases/list-revocations.ts';
import { logout } from '../../subgraphs/users/use-cases/logout.ts';
import { refreshTokens } from '../../subgraphs/users/use-cases/refresh-tokens.ts';
import { NAMES, codeOf, done, test } from './world.ts';

const refresh = async (...[deps, token]: Parameters<typeof refreshTokens>) =>
  done(await refreshTokens(deps, token)).tokens;

describe('an access token', () => {
  test('says who, for whom, in which session, as what and for how long', async ({ world }) => {
    const { user, caller, tokens } = await world.somebody();
    const claims = decodeJwt(tokens.accessToken);
    expect(decodeProtectedHeader(tokens.accessToken)).toEqual({
      alg: 'EdDSA',
      typ: 'JWT',
      kid: (await world.keys.current()).kid,
    });
    const { jti, iat = 0, exp, ...names } = claims;
    expect(names).toEqual({
      iss: NAMES.issuer,
      aud: NAMES.audience,
      sub: user.id,
      sid: caller.sessionId,
      role: 'CUSTOMER',
    });
    expect(jti).toMatch(/^[0-9a-f-]{36}$/);
    expect(Math.abs(iat - Date.now() / 1000)).toBeLessThan(30);
    expect(exp).toBe(iat + 900);
  });
});

describe('a refresh token', () => {
  test('gives new tokens of the same session', async ({ world }) => {
    const { user, caller, tokens } = await world.somebody();
    const next = done(await refreshTokens(world.deps, tokens.refreshToken));
    expect(next.user).toEqual(user);
    expect(next.tokens.refreshToken).not.toBe(tokens.refreshToken);
    expect(await world.verify(next.tokens.accessToken)).toMatchObject({ id: user.id, sessionId: caller.sessionId });
    expect(decodeJwt(next.tokens.accessToken).jti).not.toBe(decodeJwt(tokens.accessToken).jti);
  });

  test('that comes again ends its whole session, and only that', async ({ world }) => {
    const { tokens, caller } = await world.somebody();
    const other = await world.somebody();
    const second = await refresh(world.deps, tokens.refreshToken);
    const third = await refresh(world.deps, second.refreshToken);
    expect(codeOf(await refreshTokens(world.deps, tokens.refreshToken))).toBe('INVALID_TOKEN');
    expect(codeOf(await refreshTokens(world.deps, third.refreshToken))).toBe('INVALID_TOKEN');
    expect(await world.deps.database.session.findUnique({ where: { id: caller.sessionId } })).toMatchObject({
      endedBy: 'TOKEN_REUSED',
    });
    expect((await listRevocations(world.deps)).sessions).toEqual([caller.sessionId]);
    await refresh(world.deps, other.tokens.refreshToken);
  });

  test('that two bring at once has one winner, whose tokens stay good', async ({ world }) => {
    const { user, tokens } = await world.somebody();
    // Both have read the token as unused when they wait for this lock.
    const lock = new pg.Client({ connectionString: world.url });
    await lock.connect();
    await lock.query('BEGIN');
    await lock.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [user.id]);
    const both = Promise.all([1, 2].map(() => refreshTokens(world.deps, tokens.refreshToken)));
    const areWaiting = async (): Promise<boolean> => {
      const waiting = await world.deps.database.$queryRaw<{ pid: number }[]>`
        SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      return waiting.length === 2;
    };
    try {
      await vi.waitUntil(areWaiting, { timeout: 10_000 });
    } finally {
      await lock.query('COMMIT');
      await lock.end();
    }

    const outcomes = await both;
    const winners = outcomes.filter((outcome) => codeOf(outcome) === undefined);
    expect(winners).toHaveLength(1);
    for (const winner of winners) await refresh(world.deps, done(winner).tokens.refreshToken);
  });

  test('that fifty bring at once has one winner, whose tokens stay good', async ({ world }) => {
    const { tokens } = await world.somebody();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => refreshTokens(world.deps, tokens.refreshToken)),
    );
    const winners = outcomes.filter((outcome) => codeOf(outcome) === undefined);
    expect(winners).toHaveLength(1);
    for (const winner of winners) await refresh(world.deps, done(winner).tokens.refreshToken);
  });

  test('that is unknown, without form or too old is refused', async ({ world }) => {
    const { tokens, caller } = await world.somebody();
    for (const token of ['', 'x', '\u0000', 'x'.repeat(10_000), tokens.accessToken]) {
      expect(codeOf(await refreshTokens(world.deps, token))).toBe('INVALID_TOKEN');
    }
    await world.deps.database.refreshToken.updateMany({ data: { expiresAt: new Date() } });
    expect(codeOf(await refreshTokens(world.deps, tokens.refreshToken))).toBe('INVALID_TOKEN');
    expect(await world.deps.database.session.findUnique({ where: { id: caller.sessionId } })).toMatchObject({
      endedAt: null,
    });
  });

  test('lives for thirty days', async ({ world }) => {
    await world.somebody();
    const token = await world.deps.database.refreshToken.findFirstOrThrow();
    expect(token.expiresAt.getTime() - token.createdAt.getTime()).toBe(30 * 24 * 3_600_000);
  });

  test('of a user who is shut out is refused', async ({ world }) => {
    const admin = await world.admin();
    const { user, tokens } = await world.somebody();
    done(await deactivateUser(world.deps, admin.caller, user.id));
    expect(codeOf(await refreshTokens(world.deps, tokens.refreshToken))).toBe('INVALID_TOKEN');
  });
});

describe('a sign-out', () => {
  test('ends the session at once, and its access tokens by the list of what is revoked', async ({ world }) => {
    const { tokens, caller } = await world.somebody();
    expect(await logout(world.deps, tokens.refreshToken)).toEqual({ ok: true, userErrors: [] });
    expect(codeOf(await refreshTokens(world.deps, tokens.refreshToken))).toBe('INVALID_TOKEN');
    expect(await listRevocations(world.deps)).toEqual({ users: [], sessions: [caller.sessionId] });
  });

  test('is fine with a used token, twice, and with one that never was', async ({ world }) => {
    const { tokens, caller } = await world.somebody();
    await refresh(world.deps, tokens.refreshToken);
    for (const token of [tokens.refreshToken, tokens.refreshToken, 'never']) {
      expect(await logout(world.deps, token)).toEqual({ ok: true, userErrors: [] });
    }
    expect(await world.deps.database.session.findUnique({ where: { id: caller.sessionId } })).toMatchObject({
      endedBy: 'LOGGED_OUT',
    });
  });
});

describe('what has expired', () => {
  test('leaves the list of what is revoked', async ({ world }) => {
    const { tokens } = await world.somebody();
    await logout(world.deps, tokens.refreshToken);
    const [{ endedAt }] = [await world.deps.database.session.findFirstOrThrow()];
    const minutesLater = (minutes: number) => ({
      ...world.deps,
      now: () => new Date((endedAt?.getTime() ?? 0) + minutes * 60_000),
    });
    expect((await listRevocations(minutesLater(16))).sessions).toHaveLength(1);
    expect((await listRevocations(minutesLater(18))).sessions).toEqual([]);
  });

  test('is forgotten, and what is not stays', async ({ world }) => {
    const { tokens } = await world.somebody();
    const daysLater = (days: number) => ({ ...world.deps, now: () => new Date(Date.now() + days * 86_400_000) });
    await forgetExpired(daysLater(30));
    expect(await world.deps.database.session.count()).toBe(1);
    await forgetExpired(daysLater(32));
    expect(await world.deps.database.session.count()).toBe(0);
    expect(codeOf(await refreshTokens(world.deps, tokens.refreshToken))).toBe('INVALID_TOKEN');
    expect(await world.deps.database.user.count()).toBe(1);
  });
});
