import { sendGraphqlError, sendJson } from '#platform/http-server.ts';
import type { Routes } from '#platform/http-server.ts';
import { sameSecret } from '#platform/subgraph.ts';
import type { Deps } from './deps.ts';
import type { SigningKeys } from './signing-keys.ts';
import { listRevocations } from './use-cases/list-revocations.ts';

/** How long the keys may be kept by whoever reads them: less than a new key is published before it signs. */
const KEYS_MAX_AGE_SECONDS = 300;

/** What this service answers beside GraphQL: its public keys to everybody, what is revoked to the router. */
export const routes = (
  deps: Pick<Deps, 'database' | 'now'>,
  options: { readonly keys: Pick<SigningKeys, 'published'>; readonly routerSecret: string },
): Routes => ({
  '/.well-known/jwks.json': async (_request, response) =>
    sendJson(response, 200, await options.keys.published(), {
      'cache-control': `public, max-age=${KEYS_MAX_AGE_SECONDS}`,
    }),
  '/revocations': async (request, response) => {
    if (!sameSecret(request.headers['x-router-secret'], options.routerSecret)) {
      return sendGraphqlError(response, 401, 'UNAUTHENTICATED', 'Only the router may ask here.');
    }
    return sendJson(response, 200, await listRevocations(deps), { 'cache-control': 'no-store' });
  },
});
