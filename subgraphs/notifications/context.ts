import type { RequestContext } from '#platform/subgraph.ts';
import type { Deps } from './deps.ts';
import { createLoaders } from './use-cases/read-notifications.ts';

export type { Reference as UserParent } from '#platform/authorization.ts';
export type { KnownOrder as OrderParent } from './use-cases/read-notifications.ts';
export type { ShownNotification as NotificationParent } from './rows.ts';

/** Creates the context of one request: caller, dependencies, and loaders that batch within the request. */
export const createContext = (deps: Deps, request: RequestContext) => ({ ...request, deps, load: createLoaders(deps) });

/** The context of a resolver. */
export type Context = ReturnType<typeof createContext>;
