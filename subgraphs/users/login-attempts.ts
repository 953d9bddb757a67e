import { shape } from '#platform/database.ts';
import type { Database } from '#platform/database.ts';
import { rateLimited } from '#platform/errors.ts';
import { countersOf } from './domain/attempts.ts';
import type { Attempt, AttemptLimits } from './domain/attempts.ts';
import { digestOf } from './secrets.ts';

const WINDOWS = shape<{ seconds: number }>({ seconds: 'seconds' });

/** Counts authentication attempts. */
export type LoginAttempts = ReturnType<typeof createLoginAttempts>;

/** Counters in the database, so that every process of this service counts the same. */
export function createLoginAttempts(
  database: Database,
  { windowSeconds, ...limits }: AttemptLimits & { readonly windowSeconds: number },
) {
  const count = async (subject: string, max: number): Promise<void> => {
    const counted = await database.run`
      INSERT INTO login_attempts AS known (subject, attempts, window_ends_at)
      VALUES (${subject}, 1, now() + make_interval(secs => ${windowSeconds}))
      ON CONFLICT (subject) DO UPDATE SET
        attempts = CASE WHEN known.window_ends_at <= now() THEN 1 ELSE known.attempts + 1 END,
        window_ends_at = CASE WHEN known.window_ends_at <= now() THEN excluded.window_ends_at ELSE known.window_ends_at END
      WHERE known.window_ends_at <= now() OR known.attempts < ${max}`;
    if (counted > 0) return;
    const [window] = await database.rows(WINDOWS)`
      SELECT ceil(extract(epoch FROM window_ends_at - now()))::int AS seconds FROM login_attempts WHERE subject = ${subject}`;
    throw rateLimited(Math.max(window?.seconds ?? 1, 1));
  };

  const forget = (wholly: readonly string[], once: readonly string[]) => database.run`
    WITH forgotten AS (DELETE FROM login_attempts WHERE subject = ANY(${wholly}::text[]))
    UPDATE login_attempts SET attempts = greatest(attempts - 1, 0) WHERE subject = ANY(${once}::text[])`;

  return {
    /** Counts an attempt before it is made, so that a thousand at once are counted as well. Throws RATE_LIMITED when there were too many. */
    take: async (attempt: Attempt) => {
      // Digests: people type passwords into the wrong field.
      const counters = countersOf(attempt, limits).map((each) => ({ ...each, subject: digestOf(each.subject) }));
      for (const { subject, max } of counters) await count(subject, max);
      const subjectsOf = (restarts: boolean) =>
        counters.filter((counter) => counter.restarts === restarts).map(({ subject }) => subject);
      return {
        /** After a right password: resets the counters that restart, and does not count this attempt in the others. */
        forgive: () => forget(subjectsOf(true), subjectsOf(false)),
        /** The password was not checked: this attempt is not counted. */
        takeBack: () => forget([], [...subjectsOf(true), ...subjectsOf(false)]),
      };
    },
  };
}

/** Returns what a check of an attempt's password returns. Does not count the attempt if the check could not be made. */
export async function orTakeBack(
  attempt: Awaited<ReturnType<LoginAttempts['take']>>,
  check: Promise<boolean>,
): Promise<boolean> {
  try {
    return await check;
  } catch (error) {
    await attempt.takeBack();
    throw error;
  }
}
