import { Schema, Supergraph, operationFromDocument } from '@apollo/federation-internals';
import { ApolloGateway } from '@apollo/gateway';
import { QueryPlanner } from '@apollo/query-planner';
import { parse } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { setForLibraries } from '#platform/config.ts';
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

/**
 * Has the gateway load a supergraph and plan its operations; their plans are carried out here (docs/decisions/0011). Throws for a supergraph that
 * the gateway refuses. A plan takes some milliseconds, up to half a second for a large operation.
 */
export async function createPlan(supergraphSdl: string, { schema, plannerNames }: Graph): Promise<Plan> {
  // Otherwise the gateway reports to its makers, and asks cloud metadata addresses where it runs.
  setForLibraries('APOLLO_TELEMETRY_DISABLED', '1');
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: SILENT,
    buildService: () => ({ process: () => Promise.reject(new Error('Subgraphs are asked by the router')) }),
  });
  await gateway.load();
  const { apiSchema, planner } = privatesOf(gateway);
  return (source) => {
    const { document } = renameForPlanner(source, schema, plannerNames);
    return stepsOf(planner.buildQueryPlan(operationFromDocument(apiSchema, document, { validate: false })));
  };
}

/** The gateway keeps these to itself; its exact version is pinned. */
function privatesOf(gateway: ApolloGateway) {
  const apiSchema: unknown = gateway['apiSchema'];
  const planner: unknown = gateway['queryPlanner'];
  if (!(apiSchema instanceof Schema) || !(planner instanceof QueryPlanner))
    throw new Error('This version of @apollo/gateway keeps its planner elsewhere');
  return { apiSchema, planner };
}

const ignore = (): void => undefined;
/** What the gateway logs is of no use here: what it cannot load it throws. */
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };
