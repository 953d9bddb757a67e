import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { isObject } from './json.ts';
import type { JsonObject } from './json.ts';
import { mergeInto } from './merge.ts';
import { placeErrors } from './place-errors.ts';
import { rewrite } from './rewrites.ts';
import type { FetchStep, Step } from './steps.ts';
import { targetsAt } from './targets.ts';
import { createTypeTest } from './types.ts';
import type { TypeTest } from './types.ts';

/** What a subgraph answered, or what stands for it. */
export interface SubgraphAnswer {
  readonly data: JsonObject | null;
  readonly errors?: readonly GraphQLFormattedError[];
  /** Whether no text in it holds what JSON must escape. */
  readonly isPlain?: boolean;
}

/** A question for a subgraph, ready to be sent. */
export interface Question {
  /** A GraphQL request as JSON. */
  readonly body: string;
  /** How many entities it asks for; undefined where it asks for root fields. */
  readonly entityCount: number | undefined;
  /** Whether it changes something. Entities are only ever read, whatever the client's operation is. */
  readonly isMutation: boolean;
}

/** Asks a subgraph. Never throws: a subgraph that gives no answer is an answer with errors. */
export type Ask = (subgraph: string, question: Question) => Promise<SubgraphAnswer>;

/** What was found out for an operation. */
export interface Findings {
  /** Everything that the subgraphs told, beyond what the client asked for, in no particular order. */
  readonly data: JsonObject;
  readonly errors: readonly GraphQLFormattedError[];
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
      errors: [],
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
  readonly errors: GraphQLFormattedError[];
  readonly missing: Set<JsonObject>;
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
    case 'condition': {
      const chosen = running.conditions.get(step.variable) === true ? step.ifTrue : step.ifFalse;
      return chosen === undefined ? undefined : runStep(chosen, running);
    }
  }
}

/** The objects that a fetch is for and, where it asks for entities, which of those each object is. */
export interface Subjects {
  readonly targets: readonly JsonObject[];
  /** For each target, which of the objects at the step's place it is. */
  readonly positions: readonly number[];
  /** The entities' JSON texts, each once: a page of orders names the same product many times (apollographql/federation #180). */
  readonly representations: readonly string[] | undefined;
  /** For each target the place of its entity among the representations. */
  readonly places: readonly number[];
}

async function fetchOne(step: FetchStep, running: Running): Promise<void> {
  const subjects = subjectsOf(step, running.data);
  if (subjects.targets.length === 0) return;
  const { representations } = subjects;
  const body = bodyOf(step, running.variables, representations);
  const answer = await running.ask(step.subgraph, {
    body,
    entityCount: representations?.length,
    isMutation: step.isMutation && representations === undefined,
  });
  if (answer.errors !== undefined) running.errors.push(...placeErrors({ ...running, step, answer, subjects }));
  if (answer.data === null) return;
  running.isPlain &&= answer.isPlain === true;
  if (representations === undefined) addRootFields(step, answer.data, subjects, running);
  else addEntities(step, answer, subjects, running);
}

function subjectsOf(step: FetchStep, data: JsonObject): Subjects {
  const { representation } = step;
  const found = step.place.length === 0 ? [data] : targetsAt(data, step.place);
  if (representation === undefined) return { targets: found, positions: [], representations: undefined, places: [] };
  const placeOf = new Map<unknown, number>();
  const representations: string[] = [];
  const targets: JsonObject[] = [];
  const positions: number[] = [];
  const places: number[] = [];
  for (let position = 0; position < found.length; position += 1) {
    const target = found[position];
    const identity = target && representation.identify(target);
    if (target === undefined || identity === undefined) continue;
    let place = placeOf.get(identity);
    if (place === undefined) {
      place = representations.push(representation.textOf(target)) - 1;
      placeOf.set(identity, place);
    }
    targets.push(target);
    positions.push(position);
    places.push(place);
  }
  return { targets, positions, representations, places };
}

function bodyOf(step: FetchStep, variables: JsonObject, representations: readonly string[] | undefined): string {
  let body = step.bodyStart;
  let separator = '';
  for (const name of step.variables) {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined) continue;
    body += `${separator}"${name}":${JSON.stringify(value)}`;
    separator = ',';
  }
  return representations === undefined
    ? `${body}}}`
    : `${body}${separator}"representations":[${representations.join(',')}]}}`;
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
      mergeInto(target, entity);
    } else if (answer.errors === undefined) running.missing.add(target);
  }
}
