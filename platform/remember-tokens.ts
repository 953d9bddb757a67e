import { z } from 'zod';
import type { Caller, KeySource, TokenVerifier } from './token.ts';
import { createBoundedCache } from './bounded-cache.ts';

/** Tokens whose signature is not checked again, counted by their characters: some ten thousand. */
const KEPT_LENGTH_MAX = 5_000_000;

const timesSchema = z.object({ exp: z.number() });

/**
 * Verifies each token once: a client sends the same one with every request of a quarter of an hour. What was found holds until the token
 * ends, and no longer than the issuer's keys stay as they were read. What was revoked is not asked here.
 */
export function rememberTokens(
  verify: TokenVerifier,
  keys: Pick<KeySource, 'document'>,
  now: () => number = Date.now,
): TokenVerifier {
  const kept = createBoundedCache<{ readonly caller: Caller; readonly endsAtMs: number }>(
    KEPT_LENGTH_MAX,
    (token) => token.length,
  );
  let keptFor: unknown;
  return async (token) => {
    const document = keys.document();
    if (document !== keptFor) kept.clear();
    keptFor = document;
    const known = kept.get(token);
    if (known !== undefined && known.endsAtMs > now()) return known.caller;
    const caller = await verify(token);
    // A token that another key set let through is not kept: that set may have been read while this one was checked.
    if (keys.document() === keptFor) kept.set(token, { caller, endsAtMs: endOf(token) });
    return caller;
  };
}

/** When a token ends that was found to be right. */
const endOf = (token: string): number =>
  timesSchema.parse(JSON.parse(Buffer.from(token.split('.', 2)[1] ?? '', 'base64url').toString())).exp * 1_000;
