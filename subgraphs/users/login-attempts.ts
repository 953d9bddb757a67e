import type { Sql } from '#platform/database.ts';
import { rateLimited } from '#platform/errors.ts';
import { folded } from './domain/names.ts';
import { networkOf } from './domain/network.ts';
import { digestOf } from './secrets.ts';

/** How many failed attempts are borne within a window. */
export interface AttemptLimits {
  readonly perLogin: number;
  readonly perAddress: number;
  readonly windowSeconds: number;
}

/** Who tries: what they call themselves, and where from if that is known. */
export interface Attempt {
  readonly login: string;
  readonly address: string | undefined;
}

export interface LoginAttempts {
  /**
   * Counts an attempt before it is made, so that a thousand at once are counted as well. Throws RATE_LIMITED when there were too many.
   * A right password takes it back: `forgive` forgets the failures of the login and this attempt of the address.
   */
  take(attempt: Attempt): Promise<{ forgive(): Promise<void> }>;
}

/** Counters in the database, so that every process of this service counts the same. */
export function createLoginAttempts(sql: Sql, limits: AttemptLimits): LoginAttempts {
  const { windowSeconds } = limits;

  const count = async (subject: string, limit: number): Promise<void> => {
    const counted = await sql.$executeRaw`
      INSERT INTO login_attempts AS known (subject, attempts, window_ends_at)
      VALUES (${subject}, 1, now() + make_interval(secs => ${windowSeconds}))
      ON CONFLICT (subject) DO UPDATE SET
        attempts = CASE WHEN known.window_ends_at <= now() THEN 1 ELSE known.attempts + 1 END,
        window_ends_at = CASE WHEN known.window_ends_at <= now() THEN excluded.window_ends_at ELSE known.window_ends_at END
      WHERE known.window_ends_at <= now() OR known.attempts < ${limit}`;
    if (counted > 0) return;
    const [window] = await sql.$queryRaw<{ seconds: number }[]>`
      SELECT ceil(extract(epoch FROM window_ends_at - now()))::int AS seconds FROM login_attempts WHERE subject = ${subject}`;
    throw rateLimited(Math.max(window?.seconds ?? 1, 1));
  };

  return {
    take: async ({ login, address }) => {
      const byLogin = digestOf(`login ${folded(login)}`);
      const byAddress = address === undefined ? undefined : digestOf(`address ${networkOf(address)}`);
      if (byAddress !== undefined) await count(byAddress, limits.perAddress);
      await count(byLogin, limits.perLogin);
      return {
        forgive: async () => {
          await sql.$executeRaw`
            WITH forgotten AS (DELETE FROM login_attempts WHERE subject = ${byLogin})
            UPDATE login_attempts SET attempts = greatest(attempts - 1, 0) WHERE subject = ${byAddress ?? ''}`;
        },
      };
    },
  };
}
