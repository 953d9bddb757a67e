import { GraphQLError } from 'graphql';
import { z } from 'zod';
import { every } from '#platform/every.ts';
import type { Log } from '#platform/log.ts';
import { bearerToken, createKeySource, createTokenVerifier, fetchKeys } from '#platform/token.ts';
import type { Caller, KeySource } from '#platform/token.ts';
import type { RouterConfig } from '../config.ts';
import { RefusedError } from '../http/errors.ts';

/** How soon a token that was revoked stops working. */
const REVOCATIONS_INTERVAL_MS = 2_000;
const REVOCATIONS_TIMEOUT_MS = 3_000;
/** RFC 6750, section 3: what a client must do better. */
const CHALLENGE = { 'www-authenticate': 'Bearer error="invalid_token"' };
const RETRY_AFTER_SECONDS = '2';

/**
 * Returns undefined for an anonymous caller. Throws RefusedError for every Authorization header that is not a good token: HTTP 401,
 * whatever is asked, so that a client never takes the answer for an anonymous caller as its own; 503 while tokens cannot be checked.
 */
export type Authenticate = (
  authorization: string | undefined,
  address: string | undefined,
) => Promise<Caller | undefined>;

/** Whose tokens are believed. */
export interface Trust {
  readonly authenticate: Authenticate;
  readonly keys: Pick<KeySource, 'document' | 'refresh'>;
  /** What is missing for tokens to be checked: keys, revocations. */
  missing(): readonly string[];
  stop(): Promise<void>;
}

/** Whom to ask for keys and revocations, and how those who send wrong tokens are slowed down. */
export interface TrustOptions {
  readonly config: RouterConfig;
  readonly log: Log;
  /** Counts a token that is not right for the address that it came from; throws RefusedError when there were too many. */
  readonly countFailure: (address: string | undefined) => Promise<void>;
  readonly revocationsIntervalMs?: number | undefined;
}

/** Believes the tokens of the users service that it has not taken back. */
export async function watchTrust(options: TrustOptions): Promise<Trust> {
  const { config, log, countFailure } = options;
  const keys = createKeySource(fetchKeys(config.USERS_URL), log);
  const verify = createTokenVerifier({ keys, issuer: config.TOKEN_ISSUER, audience: config.TOKEN_AUDIENCE });
  const revocations = watchRevocations(options);
  await keys.refresh();
  const refuse = (message: string): RefusedError =>
    new RefusedError(401, 'UNAUTHENTICATED', message, { headers: CHALLENGE });
  const callerOf = async (authorization: string, address: string | undefined): Promise<Caller | undefined> => {
    try {
      const token = bearerToken(authorization);
      return token === undefined ? undefined : await verify(token);
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      if (error.extensions['code'] === 'SERVICE_UNAVAILABLE')
        throw new RefusedError(503, 'SERVICE_UNAVAILABLE', 'Tokens cannot be checked right now.', {
          headers: { 'retry-after': RETRY_AFTER_SECONDS },
        });
      await countFailure(address);
      throw refuse(error.message);
    }
  };
  return {
    authenticate: async (authorization, address) => {
      const caller = authorization === undefined ? undefined : await callerOf(authorization, address);
      if (caller !== undefined && revocations.cover(caller)) throw refuse('The token was revoked.');
      return caller;
    },
    keys,
    missing: () => [
      ...(keys.document() === undefined ? ['keys'] : []),
      ...(revocations.areLoaded() ? [] : ['revocations']),
    ],
    stop: () => revocations.stop(),
  };
}

const listSchema = z.object({
  users: z.array(z.object({ id: z.string(), before: z.number() })),
  sessions: z.array(z.string()),
});

/** Reads the users service's list of what was revoked while tokens for it were still out. While that service is away, the last list holds. */
function watchRevocations({ config, log, revocationsIntervalMs: intervalMs = REVOCATIONS_INTERVAL_MS }: TrustOptions) {
  let users: ReadonlyMap<string, number> | undefined;
  let sessions: ReadonlySet<string> = new Set();
  const read = async (stopping: AbortSignal): Promise<void> => {
    const response = await fetch(`${config.USERS_URL}/revocations`, {
      headers: { 'x-router-secret': config.ROUTER_SECRET },
      signal: AbortSignal.any([stopping, AbortSignal.timeout(REVOCATIONS_TIMEOUT_MS)]),
    });
    if (!response.ok) throw new Error(`the users service answered ${response.status}`);
    const list = listSchema.parse(await response.json());
    users = new Map(list.users.map(({ id, before }) => [id, before]));
    sessions = new Set(list.sessions);
  };
  const work = async (stopping: AbortSignal): Promise<void> => {
    try {
      await read(stopping);
    } catch (error) {
      if (users !== undefined) throw error;
      // Everything starts at once, and readiness says what is missing.
      log.debug({ err: error }, 'waiting for the revocations');
    }
  };
  const reading = every({ name: 'revocations', intervalMs, log, work });
  return {
    /** Whether the token of this caller was revoked after it was issued. */
    cover: ({ id, sessionId, issuedAtS }: Caller): boolean =>
      sessions.has(sessionId) || issuedAtS <= (users?.get(id) ?? Number.NEGATIVE_INFINITY),
    areLoaded: (): boolean => users !== undefined,
    stop: () => reading.stop(),
  };
}

/** Treats every caller as anonymous: for audits of the router alone, without a users service. */
export const trustEverybody = (): Trust => ({
  authenticate: () => Promise.resolve(undefined),
  keys: { document: () => ({ keys: [] }), refresh: () => Promise.resolve() },
  missing: () => [],
  stop: () => Promise.resolve(),
});
