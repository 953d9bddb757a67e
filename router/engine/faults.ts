import { Kind, getOperationAST, isNonNullType, isObjectType, parse } from 'graphql';
import type { GraphQLFormattedError, GraphQLSchema, SelectionSetNode } from 'graphql';
import { createTypeTest, fragmentsOf } from './document.ts';
import type { TypeTest } from './document.ts';
import { forEachAt } from './entities.ts';
import type { Path, Subjects } from './entities.ts';
import { isObject } from './json.ts';
import type { JsonObject } from './json.ts';
import type { FetchStep, SubgraphAnswer } from './plan.ts';
import { collectFields } from './shape.ts';

/** The errors of an answer. */
export interface Faults {
  add(error: GraphQLFormattedError): void;
  /**
   * Adds that the object around a value is null, since the value is not what the graph says. It does not where an error was told that
   * explains it: of the same object, of something in it or around it.
   */
  addIncomplete(message: string, path: Path): void;
  /** The first of them. */
  readonly errors: readonly GraphQLFormattedError[];
  /** How many more there were. */
  readonly omitted: number;
}

/** More errors help no client; a page of a hundred entries without one service has so many. */
const ERRORS_MAX = 100;

interface Branch {
  isTold: boolean;
  readonly next: Map<string | number, Branch>;
}

/** Collects errors, of which it keeps a bounded number and the places of all. */
export function createFaults(): Faults {
  const errors: GraphQLFormattedError[] = [];
  const root: Branch = { isTold: false, next: new Map() };
  let omitted = 0;
  const add = (error: GraphQLFormattedError): void => {
    if (errors.length < ERRORS_MAX) errors.push(error);
    else omitted += 1;
    let branch = root;
    for (const step of error.path ?? []) {
      let next = branch.next.get(step);
      if (next === undefined) branch.next.set(step, (next = { isTold: false, next: new Map() }));
      branch = next;
    }
    // One without a place may be the reason of anything, as is one at the root.
    branch.isTold = true;
  };
  const isExplained = (object: Path): boolean => {
    let branch: Branch | undefined = root;
    if (branch.next.size === 0 && !branch.isTold) return false;
    for (const step of object) {
      if (branch.isTold) return true;
      branch = branch.next.get(step);
      if (branch === undefined) return false;
    }
    return true;
  };
  return {
    add,
    addIncomplete: (message, path) => {
      if (!isExplained(path.slice(0, -1))) add({ message, path });
    },
    errors,
    get omitted() {
      return omitted;
    },
  };
}

/** A question that was answered with errors. */
export interface FailedFetch {
  readonly step: FetchStep;
  readonly answer: SubgraphAnswer;
  readonly subjects: Subjects;
  /** The whole answer so far. */
  readonly data: JsonObject;
  /** The graph as clients see it. */
  readonly schema: GraphQLSchema;
  readonly isOfType: TypeTest;
  /** What the client calls a field of the data. */
  readonly clientNamesOf: (key: string) => readonly string[];
}

/**
 * Gives the errors of a subgraph the places that they have in the client's answer. One of the subgraph's whole answer is told
 * at every field that was asked for, one of an entity at every place that the entity has. Each is marked with the subgraph's name.
 */
export function placeErrors(failed: FailedFetch, faults: Pick<Faults, 'add'>): void {
  const { step, answer, schema, clientNamesOf } = failed;
  const { representations } = failed.subjects;
  const placesOf = representations && createEntityPlaces(failed);
  const placesIn = (path: Path): readonly Path[] => {
    const [, index, ...rest] = path;
    if (placesOf === undefined || typeof index !== 'number') return [[...step.place, ...path]];
    return placesOf(index).map((entity) => [...entity, ...rest]);
  };
  const namesOf = (key: string | number): Path => (typeof key === 'string' ? clientNamesOf(key) : [key]);
  const pathsOf = (place: Path): readonly Path[] =>
    place.reduce<Path[]>((paths, key) => paths.flatMap((path) => namesOf(key).map((name) => [...path, name])), [[]]);
  for (const { message, extensions, path } of answer.errors ?? []) {
    // Where in the subgraph's query something is means nothing to a client.
    const error = { message, extensions: { ...extensions, serviceName: step.subgraph } };
    if (path === undefined && answer.data !== null) {
      faults.add(error);
      continue;
    }
    const isPlaced = answer.data !== null || representations === undefined || typeof path?.[1] === 'number';
    const paths = path && isPlaced ? [path] : fieldsAsked(step.query, schema, representations);
    for (const place of paths.flatMap(placesIn).flatMap(pathsOf)) faults.add({ ...error, path: place });
  }
}

/** The places of each entity of a question. */
function createEntityPlaces({ step, subjects, data, isOfType }: FailedFetch): (index: number) => readonly Path[] {
  const byEntity = subjects.representations?.map((): Path[] => []) ?? [];
  let target = 0;
  // In the order in which `subjectsOf` found them.
  forEachAt(data, step.place, isOfType, (_, path) => {
    byEntity[subjects.places[target] ?? -1]?.push([...path]);
    target += 1;
  });
  return (index) => byEntity[index] ?? [];
}

/**
 * Paths, in a subgraph's answer, of the fields that a question asks for: its root fields or, where it asks for entities, the fields of
 * each. When a subgraph gives no answer, these are the fields that are missing. Of an entity with a field that cannot be null only that
 * one is named, since the whole entity becomes null for it (GraphQL specification, "Handling Execution Errors").
 */
export function fieldsAsked(
  query: string,
  schema: GraphQLSchema,
  representations: readonly string[] | undefined,
): readonly Path[] {
  const document = parse(query, { noLocation: true });
  const root = getOperationAST(document)?.selectionSet;
  if (root === undefined) return [];
  const scope = { fragments: fragmentsOf(document), isOfType: createTypeTest(schema) };
  /** Response names, with their fields, that a selection asks of a type. */
  const namesIn = (set: SelectionSetNode, type: string | undefined): (readonly [string, string])[] =>
    [...collectFields(type, [set], scope)]
      .map(([name, [field]]) => [name, field?.name.value ?? ''] as const)
      .filter(([, field]) => field !== '__typename');
  if (representations === undefined) return namesIn(root, undefined).map(([name]) => [name]);

  const entities = root.selections.find((field) => field.kind === Kind.FIELD && field.name.value === '_entities');
  const set = entities?.kind === Kind.FIELD ? entities.selectionSet : undefined;
  const fieldsOf = (type: string): readonly string[] => {
    const asked = set === undefined ? [] : namesIn(set, type);
    const definition = schema.getType(type);
    const known = isObjectType(definition) ? definition.getFields() : {};
    const required = asked.find(([, field]) => isNonNullType(known[field]?.type));
    return (required === undefined ? asked : [required]).map(([name]) => name);
  };
  const byType = new Map<string, readonly string[]>();
  return representations.flatMap((text, index): Path[] => {
    const representation: unknown = JSON.parse(text);
    const type = isObject(representation) ? String(representation['__typename']) : '';
    const names = byType.get(type) ?? fieldsOf(type);
    byType.set(type, names);
    return names.length === 0 ? [['_entities', index]] : names.map((name) => ['_entities', index, name]);
  });
}
