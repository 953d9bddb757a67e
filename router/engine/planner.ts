import { registerHooks } from 'node:module';
import { Schema, operationFromDocument } from '@apollo/federation-internals';
import type { ApolloGateway } from '@apollo/gateway';
import { QueryPlanner } from '@apollo/query-planner';
import { printSchema } from 'graphql';
import { setForLibraries } from '#platform/config.ts';
import { renameForPlanner } from './document.ts';
import type { OperationSource } from './document.ts';
import { loadGraph } from './graph.ts';
import { stepOf } from './plan.ts';
import type { Step } from './plan.ts';

/** What the gateway loads to report to its makers, which is off, and to ask subgraphs, which the router does: 20 MB. */
const UNUSED = /\/node_modules\/(@opentelemetry\/(?!api)|@apollo\/usage-reporting|make-fetch-happen)/;
const EMPTY = { format: 'commonjs', source: '', shortCircuit: true };

/**
 * Has the gateway load a supergraph and plan its operations; their plans are carried out here (docs/decisions/0011). Throws for a supergraph that
 * the gateway refuses. Its packages take two fifths of the router's memory: only the thread that plans loads this module (docs/decisions/0020).
 */
export async function createPlanner(supergraphSdl: string) {
  // Otherwise the gateway reports to its makers, and asks cloud metadata addresses where it runs.
  setForLibraries('APOLLO_TELEMETRY_DISABLED', '1');
  const hooks = registerHooks({ load: (url, context, load) => (UNUSED.test(url) ? EMPTY : load(url, context)) });
  const { ApolloGateway } = await import('@apollo/gateway');
  hooks.deregister();
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: SILENT,
    buildService: () => ({ process: () => Promise.reject(new Error('Subgraphs are asked by the router')) }),
  });
  const clientSdl = printSchema((await gateway.load()).schema);
  const graph = loadGraph(supergraphSdl, clientSdl);
  const { apiSchema, planner } = privatesOf(gateway);
  return {
    graph,
    /** The graph as clients see it, which only the planner can tell. */
    clientSdl,
    /** Plans the operation of a valid document; undefined where there is nothing to ask. Takes milliseconds, half a second for a large operation. */
    plan: (source: OperationSource): Step | undefined => {
      const steps = renameForPlanner(source, graph).documents.flatMap((document) => {
        const { node } = planner.buildQueryPlan(operationFromDocument(apiSchema, document, { validate: false }));
        return node ? [stepOf(node)] : [];
      });
      return steps.length > 1 ? { kind: 'Sequence', steps } : steps[0];
    },
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
