import { isObjectType } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { createTypeTest, rewrite, subjectsOf } from './entities.ts';
import type { Subjects, TypeTest } from './entities.ts';
import { createFaults, placeErrors } from './faults.ts';
import type { Faults } from './faults.ts';
import { isObject, mergeInto } from './json.ts';
import type { JsonObject } from './json.ts';
import { partName, partVariable } from './plan.ts';
import type { Ask, FetchStep, JoinedStep, Step, SubgraphAnswer } from './plan.ts';

/** What was found out for an operation. */
export interface Findings {
  /** Everything that the subgraphs told, beyond what the client asked for, in no particular order. */
  readonly data: JsonObject;
  readonly faults: Faults;
  /** Objects that another subgraph named, and that the one they belong to did not have. */
  readonly missing: ReadonlySet<JsonObject>;
  /** Whether no text in the data holds what JSON must escape. */
  readonly isPlain: boolean;
}

/** An operation that is to be run. */
export interface Task {
  /** Undefined where nothing is to be asked. */
  readonly steps: Step | undefined;
  /** As the client sent them. */
  readonly variables: JsonObject;
  /** The variables that `@skip` and `@include` depend on, with their defaults. */
  readonly conditions: ReadonlyMap<string, boolean>;
  /** What the client calls a field of the data. */
  readonly clientNameOf: (key: string) => string;
  readonly ask: Ask;
}

/** Runs the steps of an operation. */
export type Run = (task: Task) => Promise<Findings>;

/** Prepares for running operations on a graph. `wholeSchema` has all types of the subgraphs, `schema` those that clients see. */
export function createRun(schemas: { schema: GraphQLSchema; wholeSchema: GraphQLSchema }): Run {
  const isOfType = createTypeTest(schemas.wholeSchema);
  return async (task) => {
    const running: Running = {
      ...task,
      data: {},
      faults: createFaults(),
      missing: new Set(),
      isPlain: true,
      isOfType,
      schema: schemas.schema,
    };
    if (task.steps !== undefined) await runStep(task.steps, running);
    return running;
  };
}

interface Running extends Task {
  readonly data: JsonObject;
  readonly faults: Faults;
  readonly missing: Set<JsonObject>;
  isPlain: boolean;
  readonly isOfType: TypeTest;
  readonly schema: GraphQLSchema;
}

async function runStep(step: Step, running: Running): Promise<void> {
  switch (step.kind) {
    case 'fetch':
      return fetchOne({ step, subjects: subjectsOf(step, running.data) }, running);
    case 'joined':
      return fetchJoined(step, running);
    case 'sequence':
      for (const inner of step.steps) await runStep(inner, running);
      return undefined;
    case 'parallel':
      await Promise.all(step.steps.map((inner) => runStep(inner, running)));
      return undefined;
    case 'condition': {
      const chosen = running.conditions.get(step.variable) === true ? step.ifTrue : step.ifFalse;
      return chosen === undefined ? undefined : runStep(chosen, running);
    }
  }
}

/** A fetch, and what it is for. */
interface Fetching {
  readonly step: FetchStep;
  readonly subjects: Subjects;
}

async function fetchOne({ step, subjects }: Fetching, running: Running): Promise<void> {
  if (subjects.targets.length === 0) return;
  const { representations } = subjects;
  const isForEntities = representations !== undefined;
  const lists = isForEntities ? new Map([['representations', representations]]) : undefined;
  const answer = await running.ask(step.subgraph, {
    body: bodyOf(step, running.variables, lists),
    entityCounts: isForEntities ? new Map([['_entities', representations.length]]) : undefined,
    isMutation: step.isMutation && !isForEntities,
  });
  take(answer, { step, subjects }, running);
}

async function fetchJoined(step: JoinedStep, running: Running): Promise<void> {
  const parts = step.members.map((member) => ({ step: member, subjects: subjectsOf(member, running.data) }));
  const fetchEach = async (): Promise<void> => void (await Promise.all(parts.map((part) => fetchOne(part, running))));
  if (parts.some(({ subjects }) => subjects.targets.length === 0)) return fetchEach();
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

/** Adds what a subgraph answered to what is there. */
function take(answer: SubgraphAnswer, { step, subjects }: Fetching, running: Running): void {
  if (answer.errors !== undefined) placeErrors({ ...running, step, answer, subjects }, running.faults);
  if (answer.data === null) return;
  running.isPlain &&= answer.isPlain === true;
  if (subjects.representations === undefined) addRootFields(step, answer.data, subjects, running);
  else addEntities(step, answer, subjects, running);
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

function addRootFields(step: FetchStep, data: JsonObject, { targets }: Subjects, { isOfType }: Running): void {
  if (step.outputRewrites.length > 0) rewrite(data, step.outputRewrites, isOfType);
  for (const target of targets) mergeInto(target, data);
}

/** Equal entities become one object in several places: what is added to it later is the same for all of them. */
function addEntities(step: FetchStep, answer: SubgraphAnswer, subjects: Subjects, running: Running): void {
  const entities = answer.data?.['_entities'];
  if (!Array.isArray(entities)) return;
  for (const [index, target] of subjects.targets.entries()) {
    const entity: unknown = entities[subjects.places[index] ?? -1];
    if (isObject(entity)) {
      if (step.outputRewrites.length > 0) {
        entity['__typename'] ??= target['__typename'];
        rewrite(entity, step.outputRewrites, running.isOfType);
      }
      const known = target['__typename'];
      mergeInto(target, entity);
      // A subgraph that has an interface as one object type calls all objects by its name, also those whose type is known by now.
      if (known !== target['__typename'] && isObjectType(running.schema.getType(String(known))))
        target['__typename'] = known;
    } else if (answer.errors === undefined) running.missing.add(target);
  }
}
