import { OrdergraphError } from './error.ts';
import { unlessAborted } from './pause.ts';

/** The tokens of a session. Store them as you would store a password. */
export interface Tokens {
  readonly accessToken: string;
  /** Gets the next tokens, once. Without one, the session ends with the access token. */
  readonly refreshToken?: string;
  /** When the access token ends, in milliseconds since 1970. Unknown: when the graph refuses it. */
  readonly expiresAt?: number;
}

/** How clients share one session, such as the tabs of a browser: a refresh token that is used twice ends the session. */
export interface SharedSession {
  /** The tokens as they are stored now; undefined once the session has ended. */
  readonly read: () => Tokens | undefined;
  /** Runs one piece of work at a time among all of them, such as `navigator.locks.request` does. */
  readonly alone: (work: () => Promise<void>) => Promise<void>;
}

/** The user that a client calls as. */
export interface Session {
  readonly tokens: () => Tokens | undefined;
  /** Takes over the tokens of a sign-in, or none. */
  readonly set: (tokens: Tokens | undefined) => Promise<void>;
  /** Who is signed in now, for one call and its repetitions. */
  readonly caller: () => Caller;
}

/**
 * Who a call is made as, from its first attempt to its last. Both throw UNAUTHENTICATED once another user is signed in: what one
 * user began is not repeated as another.
 */
export interface Caller {
  /** The token for the next attempt, renewed if it is about to end; undefined for an anonymous caller. Throws once the session has ended. */
  readonly accessToken: (signal?: AbortSignal) => Promise<string | undefined>;
  /** Another token than the one that was refused; undefined where there is none to be had. */
  readonly replace: (refused: string, signal?: AbortSignal) => Promise<string | undefined>;
}

export interface SessionOptions {
  readonly tokens: Tokens | undefined;
  readonly onTokens: ((tokens: Tokens | undefined) => void | Promise<void>) | undefined;
  /** Asks for the next tokens: undefined where the session is over, and a throw where that is unknown. */
  readonly refresh: (refreshToken: string) => Promise<Tokens | undefined>;
  readonly shared?: SharedSession | undefined;
}

/** A token that ends within this time is renewed first: clocks differ, and calls take their time. */
const RENEW_BEFORE_MS = 30_000;

const unauthenticated = (message: string): OrdergraphError => new OrdergraphError(message, { code: 'UNAUTHENTICATED' });

/**
 * Keeps tokens and renews them, once for however many calls wait for it: a refresh token that is used twice ends its session.
 */
export function createSession({ tokens: given, onTokens, refresh, shared }: SessionOptions): Session {
  let tokens = given;
  let signIns = 0;
  let renewal: { readonly of: Tokens; readonly done: Promise<void> } | undefined;

  const set = async (next: Tokens | undefined): Promise<void> => {
    tokens = next;
    await onTokens?.(next);
  };
  const tokensAfter = async (refreshToken: string): Promise<Tokens | undefined> => {
    if (shared === undefined) return refresh(refreshToken);
    const latest = shared.read();
    return latest?.refreshToken === refreshToken ? refresh(refreshToken) : latest;
  };
  const takeNext = async (old: Tokens, refreshToken: string): Promise<void> => {
    const next = await tokensAfter(refreshToken);
    // A sign-in or sign-out in the meantime wins.
    if (tokens === old) await set(next);
  };
  const renew = async (old: Tokens, refreshToken: string): Promise<void> => {
    try {
      await (shared === undefined ? takeNext(old, refreshToken) : shared.alone(() => takeNext(old, refreshToken)));
    } finally {
      if (renewal?.of === old) renewal = undefined;
    }
  };
  const renewed = (old: Tokens, refreshToken: string, signal?: AbortSignal): Promise<void> => {
    if (renewal?.of !== old) renewal = { of: old, done: renew(old, refreshToken) };
    return unlessAborted(renewal.done, signal);
  };

  const caller = (): Caller => {
    const mine = signIns;
    const insistOnSameUser = (): void => {
      if (signIns !== mine) throw unauthenticated('The user signed in or out while the call was under way.');
    };
    return {
      accessToken: async (signal) => {
        insistOnSameUser();
        const old = tokens;
        if (old?.refreshToken === undefined || old.expiresAt === undefined) return old?.accessToken;
        if (Date.now() < old.expiresAt - RENEW_BEFORE_MS) return old.accessToken;
        try {
          await renewed(old, old.refreshToken, signal);
        } catch (error) {
          signal?.throwIfAborted();
          if (tokens !== old || Date.now() >= old.expiresAt) throw error;
        }
        insistOnSameUser();
        // An anonymous retry would pass off the anonymous answer as the user's own.
        if (tokens === undefined) throw unauthenticated('The session is over. Sign in again.');
        return tokens.accessToken;
      },
      replace: async (refused, signal) => {
        insistOnSameUser();
        const old = tokens;
        if (old?.accessToken === refused && old.refreshToken !== undefined) {
          await renewed(old, old.refreshToken, signal);
          insistOnSameUser();
        }
        return tokens?.accessToken === refused ? undefined : tokens?.accessToken;
      },
    };
  };

  return {
    tokens: () => tokens,
    set: async (next) => {
      signIns += 1;
      await set(next);
    },
    caller,
  };
}
