import type { Readiness } from '#platform/http-server.ts';
import type { KeySource } from '#platform/token.ts';
import type { Revocations } from './revocations.ts';
import type { Subgraph } from './subgraph.ts';

/** What the router needs to serve. */
export interface ReadinessOptions {
  readonly subgraphs: readonly Pick<Subgraph, 'name' | 'isReady'>[];
  readonly keys: Pick<KeySource, 'document' | 'refresh'>;
  readonly revocations: Pick<Revocations, 'isLoaded'>;
}

/** What the router cannot do without: every subgraph ready, and the keys and revocations that tokens are checked with. */
export function createReadiness({ subgraphs, keys, revocations }: ReadinessOptions): Readiness {
  return async () => {
    const [answers] = await Promise.all([
      Promise.all(subgraphs.map(async ({ name, isReady }) => ({ name, isThere: await isReady() }))),
      keys.document() === undefined ? keys.refresh() : undefined,
    ]);
    const missing = answers.filter(({ isThere }) => !isThere).map(({ name }) => name);
    if (keys.document() === undefined) missing.push('keys');
    if (!revocations.isLoaded()) missing.push('revocations');
    return missing;
  };
}
