import { Schema, operationFromDocument } from '@apollo/federation-internals';
import { ApolloGateway } from '@apollo/gateway';
import { QueryPlanner } from '@apollo/query-planner';
import type { QueryPlan } from '@apollo/query-planner';
import { isSchema, parse } from 'graphql';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { setForLibraries } from '#platform/config.ts';
import type { Log } from '#platform/log.ts';
import { plannerNamesOf } from './document.ts';
import type { PlannerNames } from './document.ts';

/** A composed graph, loaded: what clients see of it, and how its questions are split among the subgraphs. */
export interface Graph {
  /** The graph as clients see it. */
  readonly schema: GraphQLSchema;
  /** The graph with what only subgraphs see, such as inaccessible fields that entities are found by. */
  readonly wholeSchema: GraphQLSchema;
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[];
  readonly plannerNames: PlannerNames;
  /** Plans the operation of a valid document. Takes some milliseconds, up to a tenth of a second for a large one. */
  plan(document: DocumentNode): QueryPlan;
}

/**
 * Has the gateway read a supergraph and plan its operations. Throws for one that cannot be served, such as one with features that are not
 * known here. The plans are carried out by `operation.ts` (docs/decisions/0011): the gateway's planner is asked, its own executor is not.
 */
export async function loadGraph(supergraphSdl: string, log: Log): Promise<Graph> {
  // Otherwise the gateway reports to its makers, and asks cloud metadata addresses where it runs.
  setForLibraries('APOLLO_TELEMETRY_DISABLED', '1');
  const subgraphs: { name: string; url: string }[] = [];
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: gatewayLog(log),
    buildService: ({ name, url = '' }) => {
      subgraphs.push({ name, url });
      return { process: () => Promise.reject(new Error('Subgraphs are asked by the router')) };
    },
  });
  const { schema } = await gateway.load();
  // The gateway keeps these to itself; its exact version is pinned, and the tests of the router run on them.
  const { apiSchema, supergraphSchema: wholeSchema, queryPlanner: planner } = privatesOf(gateway);
  return {
    schema,
    wholeSchema,
    subgraphs,
    plannerNames: plannerNamesOf(parse(supergraphSdl, { noLocation: true })),
    plan: (document) => planner.buildQueryPlan(operationFromDocument(apiSchema, document, { validate: false })),
  };
}

function privatesOf(gateway: ApolloGateway) {
  const apiSchema: unknown = gateway['apiSchema'];
  const supergraphSchema: unknown = gateway['supergraphSchema'];
  const queryPlanner: unknown = gateway['queryPlanner'];
  if (!(apiSchema instanceof Schema) || !isSchema(supergraphSchema) || !(queryPlanner instanceof QueryPlanner))
    throw new Error('This version of @apollo/gateway keeps its planner elsewhere');
  return { apiSchema, supergraphSchema, queryPlanner };
}

/** What the gateway logs at its start is of use only to those who look for a fault in it. */
function gatewayLog(log: Log): Record<'debug' | 'info' | 'warn' | 'error', (message?: unknown) => void> {
  return {
    debug: (message) => log.trace(String(message)),
    info: (message) => log.debug(String(message)),
    warn: (message) => log.warn(String(message)),
    error: (message) => log.error(String(message)),
  };
}
