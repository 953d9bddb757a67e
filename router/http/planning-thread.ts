import { parentPort, workerData } from 'node:worker_threads';
import {
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  getOperationAST,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { GraphQLFormattedError, ValidationRule } from 'graphql';
import { z } from 'zod';
import { FAULTS_MAX, fieldOfFault } from '../admission/input.ts';
import { applyConditions, sourceOf } from '../engine/document.ts';
import type { Conditions } from '../engine/document.ts';
import type { Step } from '../engine/plan.ts';
import { createPlanner } from '../engine/planner.ts';
import { queryError } from '../errors.ts';

/** A query that can be parsed, and the name of its operation. */
export interface PlanningRequest {
  readonly query: string;
  readonly name: string | undefined;
  readonly conditions: Conditions;
}

/** The steps that answer an operation, undefined where there is nothing to ask; or what is wrong with its document. */
export type Planned =
  | { readonly steps: Step | undefined; readonly errors?: undefined }
  | { readonly errors: readonly GraphQLFormattedError[] };

/** GraphQL's own rules let an operation pass for which the schema has no type. */
const KnownOperationRule: ValidationRule = (context) => ({
  OperationDefinition: (node) => {
    if (!context.getSchema().getRootType(node.operation))
      context.reportError(new GraphQLError(`The graph has no ${node.operation}.`, { nodes: node }));
  },
});

if (parentPort === null) throw new Error('This is a thread of the router');
const port = parentPort;
const settingsSchema = z.object({ supergraphSdl: z.string(), hasIntrospection: z.boolean() });
const { supergraphSdl, hasIntrospection } = settingsSchema.parse(workerData);
const { graph, plan, clientSdl } = await createPlanner(supergraphSdl);
const rules = [...specifiedRules, KnownOperationRule, ...(hasIntrospection ? [] : [NoSchemaIntrospectionCustomRule])];
const validation = { maxErrors: FAULTS_MAX, hideSuggestions: !hasIntrospection };

function answerTo({ query, name, conditions }: PlanningRequest): Planned {
  const document = parse(query);
  const errors = validate(graph.schema, document, rules, validation).map((fault) =>
    // graphql-js gives up comparing fields of one name with each other.
    fault.message === 'Validation aborted.'
      ? queryError('QUERY_TOO_LARGE', { message: 'The query has too many fields of one name to be compared.' })
      : queryError('GRAPHQL_VALIDATION_FAILED', fault.toJSON(), fieldOfFault(document, fault)),
  );
  if (errors.length > 0) return { errors };
  if (!getOperationAST(document, name)) return { steps: undefined };
  return { steps: plan(applyConditions(sourceOf(document, name), conditions)) };
}

// The first message is the graph as clients see it; each other one is a plan, or the error instead.
port.on('message', (request: PlanningRequest) => {
  try {
    port.postMessage(answerTo(request));
  } catch (error) {
    port.postMessage(error);
  }
});
port.postMessage(clientSdl);
