import { Supergraph, operationFromDocument } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import type { QueryPlan } from '@apollo/query-planner';
import type { DocumentNode, GraphQLSchema } from 'graphql';

/** A composed graph, loaded: what clients see of it, and how its questions are split among the subgraphs. */
export interface Graph {
  /** The graph as clients see it. */
  readonly schema: GraphQLSchema;
  /** The graph with what only subgraphs see, such as inaccessible fields that entities are found by. */
  readonly wholeSchema: GraphQLSchema;
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[];
  /** Plans one operation of a valid document. Takes some milliseconds, up to a tenth of a second for a large one. */
  plan(document: DocumentNode, operationName: string | undefined): QueryPlan;
}

/** Reads a supergraph. Throws for one that cannot be served, such as one with features that are not known here. */
export function loadGraph(supergraphSdl: string): Graph {
  const supergraph = Supergraph.build(supergraphSdl);
  const planner = new QueryPlanner(supergraph);
  const apiSchema = supergraph.apiSchema();
  return {
    schema: apiSchema.toGraphQLJSSchema(),
    wholeSchema: supergraph.schema.toGraphQLJSSchema(),
    subgraphs: [...supergraph.subgraphsMetadata()],
    plan: (document, operationName) =>
      planner.buildQueryPlan(
        operationFromDocument(apiSchema, document, {
          validate: false,
          ...(operationName !== undefined && { operationName }),
        }),
      ),
  };
}
