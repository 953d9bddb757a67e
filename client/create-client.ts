import { accountMethods, type AccountMethods } from './accounts.ts';
import type { RetryOptions } from './back-off.ts';
import { RefreshTokensDocument } from './generated/graphql.ts';
import { notificationMethods, type NotificationMethods } from './notifications.ts';
import { orderMethods, type OrderMethods } from './orders.ts';
import { productMethods, type ProductMethods } from './products.ts';
import { createRequests, type Requests } from './requests.ts';
import { createSession, type Caller, type SharedSession, type Tokens } from './session.ts';
import { signingIn, tokensFrom, userMethods, type SigningIn, type UserMethods } from './users.ts';
import { createWatching, type Watching } from './watch-order.ts';

/** How a client is made. Only `url` is needed. */
export interface ClientOptions {
  /** Where the graph is, such as `https://shop.example/graphql`, or the router's bare address. */
  readonly url: string;
  /** Tokens of an earlier session, as `onTokens` gave them. */
  readonly tokens?: Tokens | undefined;
  /** Called with the new tokens at each change, and with undefined once the session has ended. Store them here. */
  readonly onTokens?: ((tokens: Tokens | undefined) => void | Promise<void>) | undefined;
  /** For several clients with the same tokens, such as those in the tabs of a browser. */
  readonly shared?: SharedSession | undefined;
  /** How one attempt is made. Default: the `fetch` of the platform. */
  readonly fetch?: typeof fetch;
  /** How long one attempt may take. Default 30 000. */
  readonly timeoutMs?: number;
  /** How often and how patiently safe calls are repeated. */
  readonly retry?: RetryOptions;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A client of the graph: a session, and everything that can be asked in it. */
export interface OrdergraphClient
  extends
    Requests,
    SigningIn,
    UserMethods,
    AccountMethods,
    ProductMethods,
    OrderMethods,
    NotificationMethods,
    Watching {
  /** The tokens of now, to keep them or to hand them on. */
  readonly tokens: () => Tokens | undefined;
  /** Replaces the session: by tokens obtained elsewhere, or by none. */
  readonly setTokens: (tokens: Tokens | undefined) => Promise<void>;
}

/** Three times what the router gives a service to answer. */
const TIMEOUT_MS = 30_000;

/** The anonymous session: requests carry no token. */
const ANONYMOUS: Caller = { accessToken: async () => undefined, replace: async () => undefined };

/**
 * Makes a client of the graph at `url`. It keeps one session: make one client for each user. A refresh token works once, so clients
 * that go on with the same tokens need `shared`.
 */
export function createClient({ url, tokens, onTokens, shared, ...options }: ClientOptions): OrdergraphClient {
  const connection = {
    url,
    fetch:
      options.fetch ?? ((input: Parameters<typeof fetch>[0], init?: Parameters<typeof fetch>[1]) => fetch(input, init)),
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    retry: options.retry,
    headers: options.headers,
  };
  const anonymous = createRequests({ ...connection, caller: () => ANONYMOUS });
  // It shows that this device is known, also after signing out.
  let lastRefreshToken = tokens?.refreshToken;
  const session = createSession({
    tokens,
    onTokens: (next) => {
      lastRefreshToken = next?.refreshToken ?? lastRefreshToken;
      return onTokens?.(next);
    },
    shared,
    refresh: async (refreshToken) => {
      const { refreshTokens } = await anonymous.request(RefreshTokensDocument, { refreshToken });
      return refreshTokens?.tokens ? tokensFrom(refreshTokens.tokens) : undefined;
    },
  });
  const requests = createRequests({ ...connection, caller: session.caller });
  return {
    ...requests,
    tokens: session.tokens,
    setTokens: session.set,
    ...signingIn(anonymous, session, () => lastRefreshToken),
    ...userMethods(requests),
    ...accountMethods(requests),
    ...productMethods(requests),
    ...orderMethods(requests),
    ...notificationMethods(requests),
    ...createWatching(requests),
  };
}
