import type { RequestContext } from '#platform/subgraph.ts';
import type { Deps } from './deps.ts';
import { createLoaders } from './use-cases/read-notifications.ts';
import type { Loaders } from './use-cases/read-notifications.ts';

export type { KnownOrder as OrderParent } from './use-cases/read-notifications.ts';
export type { ShownNotification as NotificationParent } from './rows.ts';

/** A user, of whom nothing is known here but what they were told. */
export interface UserParent {
  readonly id: string;
}

/** What every resolver gets: the caller, the dependencies of use cases, and loaders that batch within the request. */
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
