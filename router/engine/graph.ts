import { Supergraph, operationFromDocument } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { parse } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { plannerNamesOf, renameForPlanner } from './document.ts';
import type { OperationSource, PlannerNames } from './document.ts';
import { stepsOf } from './plan.ts';
import type { Step } from './plan.ts';

/** A composed graph, loaded. */
export interface Graph {
  /** The graph as clients see it. */
  readonly schema: GraphQLSchema;
  /** The graph with what only subgraphs see, such as inaccessible fields that entities are found by. */
  readonly wholeSchema: GraphQLSchema;
  readonly plannerNames: PlannerNames;
  readonly supergraph: Supergraph;
}

/** Loads a supergraph. Throws for one that cannot be served, such as one with features that are not known here. */
export function loadGraph(supergraphSdl: string): Graph {
  const document = parse(supergraphSdl, { noLocation: true });
  const supergraph = Supergraph.build(document);
  return {
    schema: supergraph.apiSchema().toGraphQLJSSchema(),
    wholeSchema: supergraph.schema.toGraphQLJSSchema(),
    plannerNames: plannerNamesOf(document),
    supergraph,
  };
}

/** Plans the operation of a valid document; undefined where there is nothing to ask. */
export type Plan = (source: OperationSource) => Step | undefined;

/** Prepares the gateway's planner for a graph. A plan takes some milliseconds, up to a second for a large operation. */
export function createPlan({ supergraph, schema, plannerNames }: Graph): Plan {
  const planner = new QueryPlanner(supergraph);
  const apiSchema = supergraph.apiSchema();
  return (source) => {
    const { document } = renameForPlanner(source, schema, plannerNames);
    return stepsOf(planner.buildQueryPlan(operationFromDocument(apiSchema, document, { validate: false })));
  };
}
