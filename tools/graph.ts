import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { composeServices } from '@apollo/composition';
import { parse, printSchema } from 'graphql';

/** The services whose schemas make the graph. */
export const SERVICES = ['users', 'accounts', 'products', 'orders', 'notifications'] as const;
export type Service = (typeof SERVICES)[number];

/** Where the composed graph is kept. The router serves this file. */
export const SUPERGRAPH_FILE = fileURLToPath(new URL('../router/supergraph.graphql', import.meta.url));

/** The source text of a service's part of the graph. */
export const schemaOf = (service: Service): string =>
  readFileSync(new URL(`../subgraphs/${service}/schema.graphql`, import.meta.url), 'utf8');

/** What composition gives: the router's plan of who answers what, and the graph that clients see. */
export interface Graph {
  readonly supergraph: string;
  readonly api: string;
}

// Each service names only the failures it can give, and a client sees them all: that is meant. Anything else that
// composition remarks on, such as two descriptions of one type, is a fault.
const MEANT = 'INCONSISTENT_ENUM_VALUE_FOR_OUTPUT_ENUM';

/**
 * Composes the services' schemas. Throws with every error and every remark of the composition. The addresses in it are
 * placeholders: the router takes them from its settings.
 */
export function composeGraph(
  schemas: ReadonlyMap<string, string> = new Map(SERVICES.map((name) => [name, schemaOf(name)])),
): Graph {
  const composed = composeServices(
    [...schemas].map(([name, sdl]) => ({ name, url: `http://${name}`, typeDefs: parse(sdl) })),
  );
  if (composed.errors !== undefined) throw new Error(composed.errors.map(({ message }) => message).join('\n'));
  const remarks = composed.hints.filter(({ definition }) => definition.code !== MEANT);
  if (remarks.length > 0) throw new Error(remarks.map(({ message }) => message).join('\n'));
  return {
    supergraph: `${composed.supergraphSdl.trimEnd()}\n`,
    api: printSchema(composed.schema.toAPISchema().toGraphQLJSSchema()),
  };
}
