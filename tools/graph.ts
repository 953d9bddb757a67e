import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { composeServices } from '@apollo/composition';
import { parse, printSchema } from 'graphql';

/** The services whose schemas are composed. */
export const SERVICES = ['users', 'accounts', 'products', 'orders', 'notifications'] as const;
export type Service = (typeof SERVICES)[number];
/** Of the first service; each listens on the one after that before it, unless set otherwise. */
const FIRST_PORT = 4001;

/** The composed graph, which the router serves. */
export const SUPERGRAPH_FILE = fileURLToPath(new URL('../router/supergraph.graphql', import.meta.url));

/** The source text of a service's part of the graph. */
export const schemaOf = (service: Service): string =>
  readFileSync(new URL(`../subgraphs/${service}/schema.graphql`, import.meta.url), 'utf8');

/** The result of composition: the router's supergraph, and the graph for clients. */
export interface Graph {
  readonly supergraph: string;
  readonly api: string;
}

// Intended: each service lists only its own error codes, and clients see all of them. Any other hint of the composition, such as two
// descriptions of one type, is an error.
const INTENDED = 'INCONSISTENT_ENUM_VALUE_FOR_OUTPUT_ENUM';

/** Composes the services' schemas. Throws all errors and hints of the composition. The addresses are the default ones. */
export function composeGraph(
  schemas: ReadonlyMap<string, string> = new Map(SERVICES.map((name) => [name, schemaOf(name)])),
): Graph {
  const composed = composeServices(
    [...schemas].map(([name, sdl], place) => ({
      name,
      url: `http://127.0.0.1:${FIRST_PORT + place}/graphql`,
      typeDefs: parse(sdl),
    })),
  );
  if (composed.errors !== undefined) throw new Error(composed.errors.map(({ message }) => message).join('\n'));
  const hints = composed.hints.filter(({ definition }) => definition.code !== INTENDED);
  if (hints.length > 0) throw new Error(hints.map(({ message }) => message).join('\n'));
  return {
    supergraph: `${composed.supergraphSdl.trimEnd()}\n`,
    api: printSchema(composed.schema.toAPISchema().toGraphQLJSSchema()),
  };
}
