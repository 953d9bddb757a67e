import type { Deps } from '../deps.ts';
import type { Locale, NotificationType } from '../domain/notice.ts';

/** The kind of work that the sender looks for: something new, something whose reader has become known, something that is asked for again. */
export const DUE_NOTIFICATIONS = 'due notifications';

/**
 * How long a claim holds without being renewed. A process that dies leaves its mails for this long; one that lives renews its claims
 * three times as often.
 */
const LEASE_MS = 15_000;
/** How often a claim is to be renewed. */
export const RENEWAL_MS = LEASE_MS / 3;

/** A notification that one process, and no other, is to send now. */
export interface Claimed {
  readonly id: string;
  readonly type: NotificationType;
  readonly sending: number;
  readonly attempts: number;
  readonly deferrals: number;
  readonly queuedAt: Date;
  readonly subject: string;
  readonly message: string;
  readonly locale: Locale;
  readonly sealedToken: string | null;
  readonly expiresAt: Date | null;
  readonly email: string;
  readonly name: string;
}

/**
 * Takes up to `limit` notifications that are due, those that are due longest first, besides those that are under way here. Each is
 * ours until the lease runs out; the transaction is over before anything is sent.
 */
export const claimNotifications = async (
  { database }: Pick<Deps, 'database'>,
  limit: number,
  underWay: readonly string[],
): Promise<Claimed[]> => database.$queryRaw<Claimed[]>`
  WITH due AS (
    SELECT n.id, r.email, coalesce(r.first_name, r.username) AS name
    FROM notifications n JOIN recipients r ON r.user_id = n.user_id
    WHERE n.status = 'QUEUED' AND n.locale IS NOT NULL AND n.next_attempt_at <= now() AND n.id <> ALL(${[...underWay]}::uuid[])
    ORDER BY n.next_attempt_at LIMIT ${limit} FOR UPDATE OF n SKIP LOCKED)
  UPDATE notifications n SET attempts = n.attempts + 1, next_attempt_at = now() + make_interval(secs => ${LEASE_MS / 1000}::float8)
  FROM due WHERE n.id = due.id
  RETURNING n.id, n.type::text AS type, n.sending, n.attempts, n.deferrals, n.queued_at AS "queuedAt", n.subject, n.message,
    n.locale::text AS locale, n.sealed_token AS "sealedToken", n.expires_at AS "expiresAt", due.email, due.name`;

/** Holds on to what is still being sent, so that nobody else sends it because a mail server is slow. */
export const renewClaims = async ({ database }: Pick<Deps, 'database'>, ids: readonly string[]): Promise<void> => {
  await database.$executeRaw`
    UPDATE notifications SET next_attempt_at = now() + make_interval(secs => ${LEASE_MS / 1000}::float8)
    WHERE id = ANY(${[...ids]}::uuid[]) AND status = 'QUEUED'`;
};
