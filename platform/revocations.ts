import { GraphQLError } from 'graphql';
import { z } from 'zod';
import { serviceUnavailable } from './errors.ts';
import { every } from './every.ts';
import { createOutageLog } from './log.ts';
import type { Log } from './log.ts';
import type { Caller } from './token.ts';

/** The greatest age of the list that a token is checked with. A deactivation returns after this time, when every process knows it. */
export const REVOCATIONS_MAX_AGE_MS = 1_500;
const INTERVAL_MS = 1_000;
const TIMEOUT_MS = 1_000;

/** Revoked sessions, and users whose tokens issued up to a second are revoked, while such tokens may be valid. */
const listSchema = z.object({
  users: z.array(z.object({ id: z.string(), before: z.number() })),
  sessions: z.array(z.string()),
});

/** Knows which tokens were revoked. */
export type Revocations = ReturnType<typeof watchRevocations>;

/** Fetches the list from the users service. Throws SERVICE_UNAVAILABLE during an outage of it, which is logged, or of its database. */
export function fetchRevocations(usersUrl: string, routerSecret: string, log: Log): () => Promise<unknown> {
  const outage = createOutageLog(log, {
    begins: 'the users service does not answer',
    ends: 'the users service answers again',
  });
  let hasAnswered = false; // All processes start at the same time; readiness reports what is missing.
  return async () => {
    const begunAt = performance.now();
    try {
      const headers = { 'x-router-secret': routerSecret };
      const response = await fetch(`${usersUrl}/revocations`, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (!response.ok && response.status !== 503) throw new Error(`the users service answered ${response.status}`);
      const list = response.ok ? await response.json() : undefined;
      outage.works(begunAt);
      hasAnswered = true;
      if (list !== undefined) return list;
    } catch (error) {
      if (hasAnswered) outage.failed(error, begunAt);
    }
    throw serviceUnavailable();
  };
}

/** Fetches the list at an interval, and when a check finds it older than REVOCATIONS_MAX_AGE_MS. While users is down, and so revokes nothing, the last list applies. */
export function watchRevocations(options: {
  readonly load: () => Promise<unknown>;
  readonly log: Log;
  readonly intervalMs?: number | undefined;
}) {
  const { load, log, intervalMs = INTERVAL_MS } = options;
  let users: ReadonlyMap<string, number> | undefined;
  let sessions: ReadonlySet<string> = new Set();
  let readAt = -Infinity; // When the last successful fetch began.
  let failedAt = -Infinity;
  const isRecent = (at: number): boolean => performance.now() - at <= REVOCATIONS_MAX_AGE_MS;

  const read = async (): Promise<void> => {
    const begunAt = performance.now();
    try {
      const list = listSchema.parse(await load());
      users = new Map(list.users.map(({ id, before }) => [id, before]));
      sessions = new Set(list.sessions);
      readAt = begunAt;
    } catch (error) {
      failedAt = performance.now();
      if (users !== undefined && !(error instanceof GraphQLError)) throw error;
      log.debug({ err: error }, 'waiting for the revocations');
    }
  };
  let reading: Promise<void> | undefined;
  const readOnce = (): Promise<void> => (reading ??= read().finally(() => (reading = undefined)));
  const periodic = every({ name: 'revocations', intervalMs, log, work: readOnce });
  return {
    /** Whether the token of this caller was revoked after it was issued. Throws SERVICE_UNAVAILABLE before the first list. */
    cover: async ({ id, sessionId, issuedAtS }: Caller): Promise<boolean> => {
      if (!isRecent(readAt) && !isRecent(failedAt)) await readOnce().catch(() => undefined);
      // A fetch in progress may have begun too early.
      if (!isRecent(readAt) && !isRecent(failedAt)) await readOnce().catch(() => undefined);
      if (users === undefined) throw serviceUnavailable();
      return sessions.has(sessionId) || issuedAtS <= (users.get(id) ?? -Infinity);
    },
    areLoaded: (): boolean => users !== undefined,
    stop: () => periodic.stop(),
  };
}
