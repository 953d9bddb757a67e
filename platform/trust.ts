import { unauthenticated } from './errors.ts';
import type { Log } from './log.ts';
import { fetchRevocations, watchRevocations } from './revocations.ts';
import { createKeySource, createTokenVerifier, fetchKeys } from './token.ts';
import type { Caller, KeySource } from './token.ts';

/** Verifies tokens. */
export type Trust = ReturnType<typeof watchTrust>;

/** Where tokens come from, what they are for, and where users is. */
export type TrustConfig = Readonly<Record<'ROUTER_SECRET' | 'USERS_URL' | 'TOKEN_ISSUER' | 'TOKEN_AUDIENCE', string>>;

/** Verifies tokens of the users service, and refuses revoked ones. `keys` and `load` are for users itself, which has them without HTTP. */
export function watchTrust(
  config: TrustConfig,
  log: Log,
  given: { keys?: KeySource | undefined; load?: (() => Promise<unknown>) | undefined; intervalMs?: number | undefined },
) {
  const keys = given.keys ?? createKeySource(fetchKeys(config.USERS_URL), log);
  const load = given.load ?? fetchRevocations(config.USERS_URL, config.ROUTER_SECRET, log);
  const verifySigned = createTokenVerifier({ keys, issuer: config.TOKEN_ISSUER, audience: config.TOKEN_AUDIENCE });
  const revocations = watchRevocations({ load, log, intervalMs: given.intervalMs });
  // Fetched from the start on: no token can be verified before the keys are there.
  void keys.refresh();
  return {
    keys,
    /** The caller of a token. Throws UNAUTHENTICATED for an invalid or revoked one, SERVICE_UNAVAILABLE while tokens cannot be checked. */
    verify: async (token: string): Promise<Caller> => {
      const caller = await verifySigned(token);
      if (await revocations.cover(caller)) throw unauthenticated('The token was revoked.');
      return caller;
    },
    /** What is needed for tokens to be checked. */
    checks: { keys: async () => keys.document() !== undefined, revocations: async () => revocations.areLoaded() },
    stop: () => revocations.stop(),
  };
}
