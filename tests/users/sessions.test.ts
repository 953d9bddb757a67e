import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect } from 'vitest';
import { CHUNK } from '#platform/housekeeping.ts';
import { deactivateUser } from '../../subgraphs/users/use-cases/administer-users.ts';
import { forgetExpired, listRevocations, logout, refreshTokens } from '../../subgraphs/users/use-cases/sign-in.ts';
import { NAMES } from '../kit/service-definitions.ts';
import { codeOf, resultOf } from '../kit/world.ts';
import { test } from './person.ts';
import type { Users } from './person.ts';

const refresh = async (...[deps, token]: Parameters<typeof refreshTokens>) =>
  resultOf(await refreshTokens(deps, token)).tokens;

describe('an access token', () => {
  test('has subject, audience, session, role and expiry', async ({ world }) => {
    const { user, caller, tokens } = await world.newUser();
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
  test('returns new tokens of the same session', async ({ world }) => {
    const { user, caller, tokens } = await world.newUser();
    const next = resultOf(await refreshTokens(world.deps, tokens.refreshToken));
    expect(next.user).toEqual(user);
    expect(next.tokens.refreshToken).not.toBe(tokens.refreshToken);
    expect(await world.verify(next.tokens.accessToken)).toMatchObject({ id: user.id, sessionId: caller.sessionId });
    expect(decodeJwt(next.tokens.accessToken).jti).not.toBe(decodeJwt(tokens.accessToken).jti);
  });

  test('that is reused ends its whole session, and only that', async ({ world }) => {
    const { tokens, caller } = await world.newUser();
    const other = await world.newUser();
    const second = await refresh(world.deps, tokens.refreshToken);
    const third = await refresh(world.deps, second.refreshToken);
    expect(codeOf(await refreshTokens(world.deps, tokens.refreshToken))).toBe('INVALID_TOKEN');
    expect(codeOf(await refreshTokens(world.deps, third.refreshToken))).toBe('INVALID_TOKEN');
    expect(await world.prisma.session.findUnique({ where: { id: caller.sessionId } })).toMatchObject({
      endedBy: 'TOKEN_REUSED',
    });
    expect((await listRevocations(world.deps)).sessions).toEqual([caller.sessionId]);
    await refresh(world.deps, other.tokens.refreshToken);
  });

  test('used by two at once has one winner, whose tokens stay valid', async ({ world }) => {
    const { user, tokens } = await world.newUser();
    // Both wait for this lock, and continue at the same time.
    const outcomes = await world.whileLocked(user.id, 2, () =>
      Promise.all([1, 2].map(() => refreshTokens(world.deps, tokens.refreshToken))),
    );
    const winners = outcomes.filter((outcome) => codeOf(outcome) === 'OK');
    expect(winners).toHaveLength(1);
    for (const winner of winners) await refresh(world.deps, resultOf(winner).tokens.refreshToken);
  });

  test('used by fifty at once has one winner, whose tokens stay valid', async ({ world }) => {
    const { tokens } = await world.newUser();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => refreshTokens(world.deps, tokens.refreshToken)),
    );
    const winners = outcomes.filter((outcome) => codeOf(outcome) === 'OK');
    expect(winners).toHaveLength(1);
    for (const winner of winners) await refresh(world.deps, resultOf(winner).tokens.refreshToken);
  });

  test('that is unknown, malformed or too old is refused', async ({ world }) => {
    const { tokens, caller } = await world.newUser();
    for (const token of ['', 'x', 'x'.repeat(10_000), tokens.accessToken]) {
      expect(codeOf(await refreshTokens(world.deps, token))).toBe('INVALID_TOKEN');
    }
    for (const token of ['\u0000', 'x'.repeat(10_001), '\ud83d']) {
      const refused = { extensions: { code: 'BAD_USER_INPUT', field: 'refreshToken' } };
      await expect(refreshTokens(world.deps, token)).rejects.toMatchObject(refused);
      await expect(logout(world.deps, token)).rejects.toMatchObject(refused);
    }
    await world.prisma.refreshToken.updateMany({ data: { expiresAt: new Date() } });
    expect(codeOf(await refreshTokens(world.deps, tokens.refreshToken))).toBe('INVALID_TOKEN');
    expect(await world.prisma.session.findUnique({ where: { id: caller.sessionId } })).toMatchObject({
      endedAt: null,
    });
  });

  test('is valid for thirty days', async ({ world }) => {
    await world.newUser();
    const token = await world.prisma.refreshToken.findFirstOrThrow();
    expect(token.expiresAt.getTime() - token.createdAt.getTime()).toBe(30 * 24 * 3_600_000);
  });

  test('of a deactivated user is refused', async ({ world }) => {
    const admin = await world.admin();
    const { user, tokens } = await world.newUser();
    resultOf(await deactivateUser(world.deps, admin.caller, user.id));
    expect(codeOf(await refreshTokens(world.deps, tokens.refreshToken))).toBe('INVALID_TOKEN');
  });
});

describe('a sign-out', () => {
  test('ends the session at once, and its access tokens by the list of revoked tokens', async ({ world }) => {
    const { tokens, caller } = await world.newUser();
    expect(await logout(world.deps, tokens.refreshToken)).toEqual({ ok: true, userErrors: [] });
    expect(codeOf(await refreshTokens(world.deps, tokens.refreshToken))).toBe('INVALID_TOKEN');
    expect(await listRevocations(world.deps)).toEqual({ users: [], sessions: [caller.sessionId] });
  });

  test('succeeds with a used token, twice, and with an unknown one', async ({ world }) => {
    const { tokens, caller } = await world.newUser();
    await refresh(world.deps, tokens.refreshToken);
    for (const token of [tokens.refreshToken, tokens.refreshToken, 'never']) {
      expect(await logout(world.deps, token)).toEqual({ ok: true, userErrors: [] });
    }
    expect(await world.prisma.session.findUnique({ where: { id: caller.sessionId } })).toMatchObject({
      endedBy: 'LOGGED_OUT',
    });
  });
});

describe('an expired token', () => {
  /** Makes everything of a session older. */
  const age = async ({ deps }: Users, seconds: number): Promise<void> => {
    await deps.database.run`
      UPDATE sessions SET created_at = created_at - make_interval(secs => ${seconds}),
        ended_at = ended_at - make_interval(secs => ${seconds})`;
    await deps.database.run`
      UPDATE refresh_tokens SET created_at = created_at - make_interval(secs => ${seconds}),
        expires_at = expires_at - make_interval(secs => ${seconds})`;
  };
  const MINUTE = 60;
  const DAY = 24 * 60 * MINUTE;

  test('leaves the list of revoked tokens', async ({ world }) => {
    const { tokens } = await world.newUser();
    await logout(world.deps, tokens.refreshToken);
    await age(world, 16 * MINUTE);
    expect((await listRevocations(world.deps)).sessions).toHaveLength(1);
    await age(world, 2 * MINUTE);
    expect((await listRevocations(world.deps)).sessions).toEqual([]);
  });

  test('is deleted, and valid ones stay', async ({ world }) => {
    const { tokens } = await world.newUser();
    await age(world, 30 * DAY);
    await forgetExpired(world.deps);
    expect(await world.prisma.session.count()).toBe(1);
    await age(world, 2 * DAY);
    await forgetExpired(world.deps);
    expect(await world.prisma.session.count()).toBe(0);
    expect(codeOf(await refreshTokens(world.deps, tokens.refreshToken))).toBe('INVALID_TOKEN');
    expect(await world.prisma.user.count()).toBe(1);
  });

  test('is deleted at once with any number of others', async ({ world }) => {
    const { caller } = await world.newUser();
    const hashes = Array.from({ length: CHUNK + 1 }, (_, index) => `old ${index}`);
    const expiresAt = new Date(Date.now() - 2 * DAY * 1_000);
    await world.prisma.refreshToken.createMany({
      data: hashes.map((hash) => ({ hash, sessionId: caller.sessionId, expiresAt })),
    });
    await world.prisma.loginAttempts.createMany({
      data: hashes.map((subject) => ({ subject, attempts: 1, windowEndsAt: expiresAt })),
    });
    await forgetExpired(world.deps);
    expect(await world.prisma.refreshToken.count()).toBe(1);
    expect(await world.prisma.loginAttempts.count({ where: { subject: { in: hashes } } })).toBe(0);
    expect(await world.prisma.session.count()).toBe(1);
  });
});
