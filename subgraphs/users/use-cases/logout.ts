import { transaction } from '#platform/database.ts';
import { succeed } from '#platform/errors.ts';
import type { Deps } from '../deps.ts';
import { digestOf } from '../secrets.ts';
import { endSessions } from '../sessions.ts';

/** Ends the session that a refresh token belongs to, used or not. One that has ended, or never was, is fine too. */
export async function logout({ database, now }: Deps, refreshToken: string) {
  const hash = digestOf(refreshToken);
  await transaction(database, (tx) => endSessions(tx, { refreshTokens: { some: { hash } } }, 'LOGGED_OUT', now()));
  return succeed({ ok: true });
}
