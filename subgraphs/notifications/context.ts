import { unauthenticated } from '#platform/errors.ts';
import type { RequestContext } from '#platform/subgraph.ts';
import type { Caller } from '#platform/token.ts';
import type { Deps } from './deps.ts';
import { createLoaders } from './loaders.ts';
import type { Loaders } from './loaders.ts';

/** What every resolver is given: who asks, the world to act on, and loaders that batch within the request. */
export interface Context extends RequestContext {
  readonly deps: Deps;
  readonly load: Loaders;
}

/** Makes the context of one request. */
export const createContext = (deps: Deps, request: RequestContext): Context => ({
  ...request,
  deps,
  load: createLoaders(deps),
});

/** The caller of a field that only signed-in people reach. Throws UNAUTHENTICATED. */
export function signedIn({ caller }: Pick<Context, 'caller'>): Caller {
  if (caller === null) throw unauthenticated();
  return caller;
}
