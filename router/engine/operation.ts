import { Kind, OperationTypeNode, executeSync, isObjectType } from 'graphql';
import type { FieldNode, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { refused } from '#platform/errors.ts';
import { isObject, mergeInto, rewrite, subjectsOf } from './data.ts';
import type { JsonObject, Subject } from './data.ts';
import { renameForPlanner, renameVariables, variableName } from './document.ts';
import type { OperationSource } from './document.ts';
import { createTelling } from './faults.ts';
import type { FailedFetch, Faults } from './faults.ts';
import type { Graph } from './graph.ts';
import type { FetchStep, Step } from './plan.ts';
import { shapesOf } from './shape.ts';
import { writeData } from './writing.ts';
import type { Findings } from './writing.ts';

/** A question for a subgraph, ready to be sent. */
export interface Question {
  /** A GraphQL request as JSON. */
  readonly body: string;
  /** How many entities it asks for; undefined where it asks for root fields. */
  readonly entityCount: number | undefined;
  /** Whether it changes something. Entities are only ever read, whatever the client's operation is. */
  readonly isMutation: boolean;
}

/** What a subgraph answered, or what is used instead. */
export interface SubgraphAnswer {
  readonly data: JsonObject | null;
  readonly errors?: readonly GraphQLFormattedError[];
  /** Whether no text in it holds what JSON must escape. */
  readonly isPlain?: boolean;
  /** Of its text, in characters. */
  readonly length?: number;
}

/** Asks a subgraph. A subgraph that gives no answer is an answer with errors; what is thrown ends the operation. */
export type Ask = (subgraph: string, question: Question) => Promise<SubgraphAnswer>;

/** An operation of a valid document without conditions, with everything that is known of it before its variables are. */
export type Operation = ReturnType<typeof prepareOperation>;

/** Prepares an operation with the steps of its plan, undefined where there is nothing to ask. */
export function prepareOperation(graph: Graph, source: OperationSource, steps: Step | undefined) {
  const { schema } = graph;
  const { operation, fragments } = source;
  const { root, keyOf } = renameForPlanner(source, graph);
  const shapes = shapesOf(root, [operation.selectionSet], { schema, fragments, keyOf });
  return {
    isQuery: operation.operation === OperationTypeNode.QUERY,
    /**
     * Asks the subgraphs, and returns what writes the JSON text of `data`, with errors that may hold what clients must not see. The input was found to
     * be right. Throws RefusedError for a valid query that no subgraph can answer, and what `ask` throws; writing throws AnswerTooLargeError.
     */
    run: async (variables: JsonObject, ask: Ask) => {
      const findings = { data: {}, missing: new Set<object>(), shared: new Set<JsonObject>(), isPlain: true };
      const running: Running = { ...findings, graph, variables, ask, failed: [] };
      if (steps !== undefined) await runStep(steps, running);
      // Such a plan would look like null.
      else if (shapes(undefined)?.fields.some((field) => field.source.kind === 'data'))
        throw refused(400, 'GRAPHQL_VALIDATION_FAILED', 'No service can answer what this query asks for.');
      return (lengthMax: number): { readonly data: string; readonly faults: Faults } => {
        const options = { lengthMax, introspect: createIntrospect(schema, source, variables) };
        const whole = running.failed.length === 0 && writeData(shapes, running, { ...options, telling: undefined });
        if (whole) return { data: whole, faults: { errors: [], omitted: 0 } };
        // Only where something is wrong is it worth knowing where.
        const telling = createTelling(running.failed, graph);
        const data = writeData(shapes, running, { ...options, telling }) ?? 'null';
        return { data, faults: telling.faults };
      };
    },
  };
}

/** Answers fields that the graph answers about itself, as JSON; throws where the answer has errors. */
const createIntrospect =
  (schema: GraphQLSchema, { operation, fragments }: OperationSource, variables: JsonObject) =>
  (selections: readonly FieldNode[]): string => {
    // Wherever it is asked, such as in what a mutation returns, the query type has these fields.
    const about = {
      ...operation,
      operation: OperationTypeNode.QUERY,
      directives: [],
      selectionSet: { kind: Kind.SELECTION_SET, selections },
    } as const;
    const document = renameVariables({ kind: Kind.DOCUMENT, definitions: [about, ...fragments.values()] });
    const variableValues = Object.fromEntries(
      Object.entries(variables).map(([name, value]) => [variableName(name), value]),
    );
    const { data, errors } = executeSync({ schema, document, rootValue: {}, variableValues });
    if (errors?.[0] !== undefined) throw errors[0];
    return JSON.stringify(Object.values(data ?? {})[0] ?? null);
  };

interface Running extends Findings {
  readonly graph: Graph;
  /** As the client sent them. */
  readonly variables: JsonObject;
  readonly ask: Ask;
  readonly failed: FailedFetch[];
}

async function runStep(step: Step, running: Running): Promise<void> {
  if (step.kind === 'Fetch') await fetchOne(step, running);
  else if (step.kind === 'Parallel') await Promise.all(step.steps.map((inner) => runStep(inner, running)));
  else for (const inner of step.steps) await runStep(inner, running);
}

/** A subgraph answers so many entities within some milliseconds: between two such questions it has time for what others ask. */
const ENTITIES_MAX = 1_000;

async function fetchOne(step: FetchStep, running: Running): Promise<void> {
  const subjects = subjectsOf(step, running.data, running.graph.wholeSchema, running.shared);
  for (let start = 0; start < subjects.length; start += ENTITIES_MAX) {
    const part = subjects.slice(start, start + ENTITIES_MAX);
    const answer = await running.ask(step.serviceName, {
      body: bodyOf(step, running.variables, part),
      entityCount: step.requires && part.length,
      isMutation: step.operationKind === OperationTypeNode.MUTATION,
    });
    take(answer, step, part, running);
  }
}

function take(answer: SubgraphAnswer, step: FetchStep, subjects: readonly Subject[], running: Running): void {
  const { data, errors } = answer;
  if (errors !== undefined) running.failed.push({ step, subjects, errors, hasData: data !== null });
  if (data === null) return;
  running.isPlain &&= answer.isPlain === true;
  const found: unknown = step.requires === undefined ? [data] : data['_entities'];
  if (!Array.isArray(found)) return;
  for (const [index, { targets }] of subjects.entries()) {
    const object: unknown = found[index];
    for (const target of targets)
      if (isObject(object)) addTo(target, object, step, running.graph);
      else if (errors === undefined) running.missing.add(target);
  }
}

function addTo(target: JsonObject, object: JsonObject, { outputRewrites }: FetchStep, graph: Graph): void {
  const known = target['__typename'];
  if (outputRewrites !== undefined) {
    object['__typename'] ??= known;
    rewrite(object, outputRewrites, graph.wholeSchema);
  }
  mergeInto(target, object);
  // A subgraph that has an interface as one object type calls all objects by its name, also those whose type is known by now.
  if (known !== target['__typename'] && isObjectType(graph.schema.getType(String(known)))) target['__typename'] = known;
}

function bodyOf(
  { bodyStart, requires, variableUsages: names = [] }: FetchStep,
  variables: JsonObject,
  subjects: readonly Subject[],
): string {
  const given = names.flatMap((planned) => {
    const name = planned.slice(variableName('').length);
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return value === undefined ? [] : [`"${planned}":${JSON.stringify(value)}`];
  });
  if (requires) given.push(`"representations":[${subjects.map(({ representation }) => representation).join(',')}]`);
  return `${bodyStart}${given.join(',')}}}`;
}
