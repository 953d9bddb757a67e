import type { Deps } from '../deps.ts';
import { ACCESS_TOKEN_SECONDS, later } from '../domain/tokens.ts';

/** Tokens of a revoked session may be issued a moment after its end, and clocks differ. */
const MARGIN_SECONDS = 2 * 60;

/** What has been revoked so lately that tokens of it may not have expired. */
export interface Revocations {
  /** Tokens of these users that were issued in the second `before`, or earlier. */
  readonly users: readonly { readonly id: string; readonly before: number }[];
  /** Tokens of these sessions. */
  readonly sessions: readonly string[];
}

/** The access tokens that are not to be believed although they have not expired. */
export async function listRevocations({ database, now }: Pick<Deps, 'database' | 'now'>): Promise<Revocations> {
  const since = later(now(), -(ACCESS_TOKEN_SECONDS + MARGIN_SECONDS));
  const [users, sessions] = await Promise.all([
    database.user.findMany({ where: { revokedBefore: { gte: since } }, select: { id: true, revokedBefore: true } }),
    database.session.findMany({ where: { endedAt: { gte: since } }, select: { id: true } }),
  ]);
  return {
    users: users.flatMap(({ id, revokedBefore }) =>
      revokedBefore === null ? [] : [{ id, before: revokedBefore.getTime() / 1000 }],
    ),
    sessions: sessions.map(({ id }) => id),
  };
}
