import { Kind, OperationTypeNode, executeSync, isObjectType } from 'graphql';
import type { FieldNode, GraphQLSchema } from 'graphql';
import { writeData } from './writing.ts';
import type { Findings } from './writing.ts';
import { createTypeTest, isObject, mergeInto, rewrite, subjectsOf } from './data.ts';
import type { JsonObject, Subjects, TypeTest } from './data.ts';
import { renameForPlanner } from './document.ts';
import type { OperationSource } from './document.ts';
import { createFaults, placeErrors } from './faults.ts';
import type { FailedFetch, Faults } from './faults.ts';
import type { Graph } from './graph.ts';
import { partName, partVariable } from './plan.ts';
import type { Ask, FetchStep, JoinedStep, Step, SubgraphAnswer } from './plan.ts';
import { shapesOf } from './shape.ts';

/** An answer, ready to be sent but for what clients must not see of its errors. */
export interface WrittenAnswer {
  /** The JSON text of `data`. */
  readonly data: string;
  readonly faults: Pick<Faults, 'errors' | 'omitted'>;
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
          const faults = createFaults();
          for (const each of running.failed)
            placeErrors(each, { data: running.data, shapes, schema, isOfType: isOfAnyType, plannerNames }, faults);
          const introspected = (nodes: readonly FieldNode[]): string =>
            introspect(nodes, source, { schema, variables });
          return { data: writeData(shapes, running, { lengthMax, faults, introspect: introspected }), faults };
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
      return fetchOne({ step, subjects: subjectsOf(step, running.data, running.isOfType, running.shared) }, running);
    case 'joined':
      return fetchJoined(step, running);
    case 'sequence':
      for (const inner of step.steps) await runStep(inner, running);
      return undefined;
    case 'parallel':
      await Promise.all(step.steps.map((inner) => runStep(inner, running)));
      return undefined;
  }
}

/** A fetch, and what it is for. */
interface Fetching {
  readonly step: FetchStep;
  readonly subjects: Subjects;
}

/** A subgraph answers so many entities within some milliseconds: between two such questions it has time for what others ask. */
const ENTITIES_MAX = 1_000;

async function fetchOne({ step, subjects }: Fetching, running: Running): Promise<void> {
  if (subjects.isEmpty) return;
  for (const part of inParts(subjects)) {
    const { representations } = part;
    const answer = await running.ask(step.subgraph, {
      body: bodyOf(step, running.variables, representations && new Map([['representations', representations]])),
      entityCounts: representations && new Map([['_entities', representations.length]]),
      isMutation: step.isMutation && representations === undefined,
    });
    take(answer, { step, subjects: part }, running);
  }
}

const isLong = ({ representations = [] }: Subjects): boolean => representations.length > ENTITIES_MAX;

/** Subjects that are asked for one after the other. */
function inParts(subjects: Subjects): readonly Subjects[] {
  const { representations = [], places } = subjects;
  if (!isLong(subjects)) return [subjects];
  return Array.from({ length: Math.ceil(representations.length / ENTITIES_MAX) }, (_, index) => {
    const start = index * ENTITIES_MAX;
    const part = representations.slice(start, start + ENTITIES_MAX);
    const placeIn = (place: number): number => (place >= start && place < start + part.length ? place - start : -1);
    return { ...subjects, representations: part, places: places.map(placeIn) };
  });
}

async function fetchJoined(step: JoinedStep, running: Running): Promise<void> {
  const parts = step.members.map((member) => ({
    step: member,
    subjects: subjectsOf(member, running.data, running.isOfType, running.shared),
  }));
  const fetchEach = async (): Promise<void> => void (await Promise.all(parts.map((part) => fetchOne(part, running))));
  if (parts.some(({ subjects }) => subjects.isEmpty || isLong(subjects))) return fetchEach();
  const listOf = ({ subjects }: Fetching): readonly string[] => subjects.representations ?? [];
  const answer = await running.ask(step.subgraph, {
    body: bodyOf(step, running.variables, new Map(parts.map((part, index) => [partVariable(index), listOf(part)]))),
    entityCounts: new Map(parts.map((part, index) => [partName(index), listOf(part).length])),
    isMutation: false,
  });
  // One part that breaks the whole answer must not cost the others theirs.
  if (answer.data === null && answer.errors?.some(({ path }) => path !== undefined)) return fetchEach();
  for (const [index, part] of parts.entries()) take(partOf(answer, index), part, running);
}

/** What a joined answer says to one of its parts, as if that had been asked alone. */
function partOf({ data, errors = [], ...answer }: SubgraphAnswer, index: number): SubgraphAnswer {
  const name = partName(index);
  const own = errors.flatMap(({ path, ...error }) => {
    if (path === undefined) return [error];
    return path[0] === name ? [{ ...error, path: ['_entities', ...path.slice(1)] }] : [];
  });
  return { ...answer, data: data && { _entities: data[name] }, ...(own.length > 0 && { errors: own }) };
}

/**
 * Adds what a subgraph answered to what is there. Equal entities become one object in several places: what is added to it later is the same for
 * all of them.
 */
function take(answer: SubgraphAnswer, { step, subjects }: Fetching, running: Running): void {
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
  { bodyStart, variables: names }: FetchStep | JoinedStep,
  variables: JsonObject,
  representations: ReadonlyMap<string, readonly string[]> | undefined,
): string {
  let body = bodyStart;
  let separator = '';
  for (const name of names) {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined) continue;
    body += `${separator}"${name}":${JSON.stringify(value)}`;
    separator = ',';
  }
  for (const [name, texts] of representations ?? []) {
    body += `${separator}"${name}":[${texts.join(',')}]`;
    separator = ',';
  }
  return `${body}}}`;
}
