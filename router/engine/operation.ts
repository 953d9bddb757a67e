import { Kind, OperationTypeNode, executeSync, isObjectType } from 'graphql';
import type { FieldNode, GraphQLSchema } from 'graphql';
import { writeData } from './writing.ts';
import type { Findings } from './writing.ts';
import { createTypeTest, isObject, mergeInto, rewrite, subjectsOf } from './data.ts';
import type { JsonObject, Subjects, TypeTest } from './data.ts';
import { renameForPlanner } from './document.ts';
import type { OperationSource } from './document.ts';
import { createTelling } from './faults.ts';
import type { FailedFetch, Faults } from './faults.ts';
import type { Graph } from './graph.ts';
import type { Ask, FetchStep, Step, SubgraphAnswer } from './plan.ts';
import { shapesOf } from './shape.ts';

/** An answer, ready to be sent but for what clients must not see of its errors. */
export interface WrittenAnswer {
  /** The JSON text of `data`. */
  readonly data: string;
  readonly faults: Faults;
}

/** An operation of a valid document without conditions, with everything that is known of it before its variables are. */
export interface Operation {
  readonly isQuery: boolean;
  /**
   * Asks the subgraphs, and returns what writes the answer. The input was found to be right. Throws UnanswerableError and what `ask` throws;
   * writing throws AnswerTooLargeError.
   */
  run(variables: JsonObject, ask: Ask): Promise<(lengthMax: number) => WrittenAnswer>;
}

/** Raised for a query that no subgraph can answer, though it is valid. */
export class UnanswerableError extends Error {
  override readonly name = 'UnanswerableError';
}

/** Prepares for the operations of a graph, each with the steps of its plan. */
export function createOperations({
  schema,
  wholeSchema,
  plannerNames,
}: Graph): (source: OperationSource, steps: Step | undefined) => Operation {
  const isOfType = createTypeTest(schema);
  const isOfAnyType = createTypeTest(wholeSchema);
  return (source, steps) => {
    const { operation, fragments } = source;
    const { keyOf } = renameForPlanner(source, schema, plannerNames);
    const shapes = shapesOf(operation, { schema, fragments, isOfType, keyOf });
    return {
      isQuery: operation.operation === OperationTypeNode.QUERY,
      run: async (variables, ask) => {
        const running: Running = {
          variables,
          ask,
          data: {},
          failed: [],
          missing: new Set(),
          shared: new Set(),
          isPlain: true,
          isOfType: isOfAnyType,
          schema,
        };
        if (steps !== undefined) await runStep(steps, running);
        // Such a plan would look like null.
        else if (shapes(undefined)?.fields.some(({ source: { kind } }) => kind === 'data'))
          throw new UnanswerableError();
        return (lengthMax) => {
          const options = {
            lengthMax,
            introspect: (nodes: readonly FieldNode[]) => introspect(nodes, source, { schema, variables }),
          };
          const whole = running.failed.length === 0 && writeData(shapes, running, { ...options, telling: undefined });
          if (whole) return { data: whole, faults: { errors: [], omitted: 0 } };
          // Only where something is wrong is it worth knowing where.
          const telling = createTelling(running.failed, schema, plannerNames.names);
          const data = writeData(shapes, running, { ...options, telling }) ?? 'null';
          return { data, faults: telling.faults };
        };
      },
    };
  };
}

/** Answers fields that the graph answers about itself, as JSON; throws where the answer has errors. */
function introspect(
  nodes: readonly FieldNode[],
  { operation, fragments }: OperationSource,
  { schema, variables }: { schema: GraphQLSchema; variables: JsonObject },
): string {
  const about = {
    ...operation,
    directives: [],
    selectionSet: { kind: Kind.SELECTION_SET, selections: nodes },
  } as const;
  const { data, errors } = executeSync({
    schema,
    document: { kind: Kind.DOCUMENT, definitions: [about, ...fragments.values()] },
    rootValue: {},
    variableValues: variables,
  });
  if (errors?.[0] !== undefined) throw errors[0];
  const [value] = Object.values(data ?? {});
  return JSON.stringify(value ?? null);
}

/** An operation that is being run. */
interface Running extends Findings {
  /** As the client sent them. */
  readonly variables: JsonObject;
  readonly ask: Ask;
  readonly failed: FailedFetch[];
  readonly missing: Set<JsonObject>;
  readonly shared: Set<JsonObject>;
  isPlain: boolean;
  readonly isOfType: TypeTest;
  readonly schema: GraphQLSchema;
}

async function runStep(step: Step, running: Running): Promise<void> {
  switch (step.kind) {
    case 'fetch':
      return fetchOne(step, running);
    case 'sequence':
      for (const inner of step.steps) await runStep(inner, running);
      return undefined;
    case 'parallel':
      await Promise.all(step.steps.map((inner) => runStep(inner, running)));
      return undefined;
  }
}

/** A subgraph answers so many entities within some milliseconds: between two such questions it has time for what others ask. */
const ENTITIES_MAX = 1_000;

async function fetchOne(step: FetchStep, running: Running): Promise<void> {
  const subjects = subjectsOf(step, running.data, running.isOfType, running.shared);
  if (subjects.isEmpty) return;
  for (const part of inParts(subjects)) {
    const { representations } = part;
    const answer = await running.ask(step.subgraph, {
      body: bodyOf(step, running.variables, representations),
      entityCount: representations?.length,
      isMutation: step.isMutation && representations === undefined,
    });
    take(answer, step, part, running);
  }
}

/** Subjects that are asked for one after the other. */
function inParts(subjects: Subjects): readonly Subjects[] {
  const { representations = [], places } = subjects;
  if (representations.length <= ENTITIES_MAX) return [subjects];
  return Array.from({ length: Math.ceil(representations.length / ENTITIES_MAX) }, (_, index) => {
    const start = index * ENTITIES_MAX;
    const part = representations.slice(start, start + ENTITIES_MAX);
    const placeIn = (place: number): number => (place >= start && place < start + part.length ? place - start : -1);
    return { ...subjects, representations: part, places: places.map(placeIn) };
  });
}

/** Adds what a subgraph answered to what is there. */
function take(answer: SubgraphAnswer, step: FetchStep, subjects: Subjects, running: Running): void {
  const { data, errors } = answer;
  if (errors !== undefined) running.failed.push({ step, subjects, errors, hasData: data !== null });
  if (data === null) return;
  running.isPlain &&= answer.isPlain === true;
  if (subjects.representations === undefined) {
    rewrite(data, step.outputRewrites, running.isOfType);
    for (const target of subjects.targets) mergeInto(target, data);
    return;
  }
  const { _entities: entities } = data;
  if (!Array.isArray(entities)) return;
  for (const [index, target] of subjects.targets.entries()) {
    const place = subjects.places[index] ?? -1;
    const entity: unknown = entities[place];
    if (isObject(entity)) addEntity(target, entity, step, running);
    else if (place >= 0 && errors === undefined) running.missing.add(target);
  }
}

function addEntity(target: JsonObject, entity: JsonObject, step: FetchStep, { isOfType, schema }: Running): void {
  const known = target['__typename'];
  if (step.outputRewrites.length > 0) {
    entity['__typename'] ??= known;
    rewrite(entity, step.outputRewrites, isOfType);
  }
  mergeInto(target, entity);
  // A subgraph that has an interface as one object type calls all objects by its name, also those whose type is known by now.
  if (known !== target['__typename'] && isObjectType(schema.getType(String(known)))) target['__typename'] = known;
}

function bodyOf(
  { bodyStart, variables: names }: FetchStep,
  variables: JsonObject,
  representations: readonly string[] | undefined,
): string {
  const given = names.flatMap((name) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return value === undefined ? [] : [`"${name}":${JSON.stringify(value)}`];
  });
  if (representations !== undefined) given.push(`"representations":[${representations.join(',')}]`);
  return `${bodyStart}${given.join(',')}}}`;
}
