import { z } from 'zod';
import type { Log } from '#platform/log.ts';
import type { Caller } from '#platform/token.ts';

/** How soon a token that was revoked stops working. */
const REVOCATIONS_INTERVAL_MS = 2_000;
const REVOCATIONS_TIMEOUT_MS = 3_000;

const listSchema = z.object({
  users: z.array(z.object({ id: z.string(), before: z.number() })),
  sessions: z.array(z.string()),
});

/** What was revoked while tokens for it were still out. */
export interface Revocations {
  /** Whether the token of this caller was revoked after it was issued. */
  covers(caller: Caller): boolean;
  /** Whether the list was read at least once. */
  isLoaded(): boolean;
  stop(): void;
}

export interface RevocationsOptions {
  readonly usersUrl: string;
  readonly routerSecret: string;
  readonly log: Log;
  /** How long to wait between two readings. */
  readonly intervalMs?: number;
}

/** Reads the users service's list of revocations now and then. While that service is away, the last list holds. */
export function watchRevocations({
  usersUrl,
  routerSecret,
  log,
  intervalMs = REVOCATIONS_INTERVAL_MS,
}: RevocationsOptions): Revocations {
  let users: ReadonlyMap<string, number> | undefined;
  let sessions: ReadonlySet<string> = new Set();
  let isFailing = false;
  let timer: NodeJS.Timeout | undefined;
  const stopped = new AbortController();

  const read = async (): Promise<void> => {
    try {
      const response = await fetch(`${usersUrl}/revocations`, {
        headers: { 'x-router-secret': routerSecret },
        signal: AbortSignal.any([stopped.signal, AbortSignal.timeout(REVOCATIONS_TIMEOUT_MS)]),
      });
      if (!response.ok) throw new Error(`the users service answered ${response.status}`);
      const list = listSchema.parse(await response.json());
      users = new Map(list.users.map(({ id, before }) => [id, before]));
      sessions = new Set(list.sessions);
      isFailing = false;
    } catch (error) {
      if (!isFailing && !stopped.signal.aborted) {
        // Before the first there is nothing to worry about: everything starts at once, and readiness says what is missing.
        if (users === undefined) log.info('waiting for the revocations');
        else log.warn({ err: error }, 'the revocations could not be read');
      }
      isFailing = true;
    }
    if (!stopped.signal.aborted) timer = setTimeout(() => void read(), intervalMs);
  };
  void read();

  return {
    covers: ({ id, sessionId, issuedAtS }) =>
      sessions.has(sessionId) || issuedAtS <= (users?.get(id) ?? Number.NEGATIVE_INFINITY),
    isLoaded: () => users !== undefined,
    stop: () => {
      stopped.abort();
      clearTimeout(timer);
    },
  };
}
