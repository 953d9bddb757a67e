import {
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  getDirectiveValues,
  isNonNullType,
  isObjectType,
  parse,
} from 'graphql';
import type {
  FragmentDefinitionNode,
  GraphQLFormattedError,
  GraphQLSchema,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import { createTypeTest } from './entities.ts';
import type { Place, Subjects } from './entities.ts';
import { isObject, ownValue } from './json.ts';
import type { JsonObject } from './json.ts';
import type { FetchStep, SubgraphAnswer } from './plan.ts';
import { fragmentsOf } from './shape.ts';

/** Where a value stands in an answer: names of fields and indexes of lists. */
export type Path = readonly (string | number)[];

/** Something in the data that cannot be what the graph says: the object around it is null. */
export interface Incompleteness {
  readonly message: string;
  readonly path: Path;
}

/** The errors of an answer. */
export interface Faults {
  add(error: GraphQLFormattedError): void;
  /** Adds an error for a null that does not follow from one that was told: of the same object, of something in it or around it. */
  addIncomplete(incomplete: Incompleteness): void;
  /** The first of them. */
  readonly errors: readonly GraphQLFormattedError[];
  /** How many more there were. */
  readonly omitted: number;
}

/** A client that is told of so many learns nothing from more; a page of a hundred entries without one service has so many. */
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
    addIncomplete: ({ message, path }) => {
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
  readonly variables: JsonObject;
  /** The whole answer so far. */
  readonly data: JsonObject;
  /** The graph as clients see it. */
  readonly schema: GraphQLSchema;
  /** What the client calls a field of the data. */
  readonly clientNameOf: (key: string) => string;
}

/**
 * Gives the errors of a subgraph the places that they have in the client's answer. One that stands for the subgraph's whole answer is told
 * at every field that was asked for, one of an entity at every place that the entity has. Each is marked with the subgraph's name.
 */
export function placeErrors(failed: FailedFetch, faults: Pick<Faults, 'add'>): void {
  const { step, answer, clientNameOf } = failed;
  const isForEntities = failed.subjects.representations !== undefined;
  const isPlaced = ({ path }: GraphQLFormattedError): boolean =>
    path !== undefined && (!isForEntities || typeof path[1] === 'number');
  const placesOf = isForEntities ? createEntityPlaces(failed) : undefined;
  const addAt = ({ message, extensions }: GraphQLFormattedError, path: Path | undefined): void =>
    // Where in the subgraph's query something is means nothing to a client.
    faults.add({
      message,
      extensions: { ...extensions, serviceName: step.subgraph },
      ...(path !== undefined && { path: path.map((name) => (typeof name === 'string' ? clientNameOf(name) : name)) }),
    });
  const place = (error: GraphQLFormattedError, path: Path | undefined): void => {
    const [, index, ...rest] = path ?? [];
    if (placesOf !== undefined && typeof index === 'number')
      for (const entity of placesOf(index)) addAt(error, [...entity, ...rest]);
    else addAt(error, path && [...step.place, ...path]);
  };
  for (const error of answer.errors ?? []) {
    if (answer.data !== null || isPlaced(error)) place(error, error.path);
    else for (const path of askedPaths(failed)) place(error, path);
  }
}

const askedPaths = ({ step, subjects, variables, schema }: FailedFetch): readonly Path[] =>
  fieldsAsked(step.query, schema, {
    ...variables,
    ...(subjects.representations !== undefined && {
      representations: subjects.representations.map((text): unknown => JSON.parse(text)),
    }),
  });

/** Where each entity of a question stands. */
function createEntityPlaces({ step, subjects, data }: FailedFetch): (index: number) => readonly Path[] {
  const paths = pathsAt(data, step.place);
  const byEntity = new Map<number, Path[]>();
  for (const [target, index] of subjects.places.entries()) {
    const path = paths[subjects.positions[target] ?? -1];
    const known = byEntity.get(index);
    if (path === undefined) continue;
    if (known === undefined) byEntity.set(index, [path]);
    else known.push(path);
  }
  return (index) => byEntity.get(index) ?? [];
}

/** The paths of the objects at a place, in the order in which `subjectsOf` finds them. */
function pathsAt(root: JsonObject, place: Place): Path[] {
  const found: Path[] = [];
  const walk = (value: unknown, depth: number, path: Path): void => {
    if (Array.isArray(value)) {
      const inner = place[depth] === '@' ? depth + 1 : depth;
      for (const [index, item] of value.entries()) walk(item, inner, [...path, index]);
      return;
    }
    if (!isObject(value)) return;
    const name = place[depth];
    if (name === undefined) found.push(path);
    else walk(ownValue(value, name), depth + 1, [...path, name]);
  };
  walk(root, 0, []);
  return found;
}

/**
 * Paths, in a subgraph's answer, of the fields that a question asks for: its root fields or, where it asks for entities, the fields of
 * each. When a subgraph gives no answer, these are the fields that are missing. Of an entity with a field that cannot be null only that
 * one is named, since the whole entity becomes null for it (GraphQL specification, "Handling Execution Errors").
 */
export function fieldsAsked(query: string, schema: GraphQLSchema, variables: JsonObject): readonly Path[] {
  const document = parse(query, { noLocation: true });
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) return [];
  const scope: Scope = { fragments: fragmentsOf(document), variables, schema };
  const { representations } = variables;
  if (!Array.isArray(representations))
    return [...namesIn(operation.selectionSet, undefined, scope).keys()].map((name) => [name]);

  const byType = new Map<string, readonly string[]>();
  return representations.flatMap((representation: unknown, index): Path[] => {
    const type = isObject(representation) ? String(representation['__typename']) : '';
    const names = byType.get(type) ?? entityFields(operation.selectionSet, type, scope);
    byType.set(type, names);
    return names.length === 0 ? [['_entities', index]] : names.map((name) => ['_entities', index, name]);
  });
}

interface Scope {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: JsonObject;
  readonly schema: GraphQLSchema;
}

function entityFields(root: SelectionSetNode, type: string, scope: Scope): readonly string[] {
  const entities = root.selections.find(
    (selection) => selection.kind === Kind.FIELD && selection.name.value === '_entities',
  );
  if (entities?.kind !== Kind.FIELD || entities.selectionSet === undefined) return [];
  const asked = namesIn(entities.selectionSet, type, scope);
  const definition = scope.schema.getType(type);
  const known = isObjectType(definition) ? definition.getFields() : {};
  const required = [...asked].find(([, field]) => isNonNullType(known[field]?.type));
  return required === undefined ? [...asked.keys()] : [required[0]];
}

/** Response names, with the fields they stand for, that a selection asks of `type`, or of any type where that is undefined. */
function namesIn(set: SelectionSetNode, type: string | undefined, scope: Scope): Map<string, string> {
  const names = new Map<string, string>();
  const isOfType = createTypeTest(scope.schema);
  const collect = (selection: SelectionNode): void => {
    if (!isIncluded(selection, scope)) return;
    if (selection.kind === Kind.FIELD) {
      if (selection.name.value !== '__typename')
        names.set((selection.alias ?? selection.name).value, selection.name.value);
      return;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : scope.fragments.get(selection.name.value);
    const condition = fragment?.typeCondition?.name.value;
    if (fragment !== undefined && (type === undefined || condition === undefined || isOfType(type, condition) === true))
      fragment.selectionSet.selections.forEach(collect);
  };
  set.selections.forEach(collect);
  return names;
}

const isIncluded = (selection: SelectionNode, { variables }: Scope): boolean =>
  getDirectiveValues(GraphQLSkipDirective, selection, variables)?.['if'] !== true &&
  getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.['if'] !== false;
