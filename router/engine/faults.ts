import { Kind, getOperationAST, isNonNullType, isObjectType, parse } from 'graphql';
import type { GraphQLFormattedError, GraphQLSchema, SelectionSetNode } from 'graphql';
import { ON, createTypeTest, forEachAt, isObject } from './data.ts';
import type { JsonObject, Path, Subjects, TypeTest } from './data.ts';
import { fragmentsOf } from './document.ts';
import type { PlannerNames } from './document.ts';
import type { FetchStep } from './plan.ts';
import { collectFields } from './shape.ts';
import type { Form, Shapes } from './shape.ts';

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

/** The place of a value and those of everything around it, from the root on, each as a text. */
const placesAround = (path: Path): readonly string[] =>
  path.reduce<string[]>((around, step) => [...around, `${around.at(-1) ?? ''}/${step}`], ['']);

/** Collects errors, of which it keeps a bounded number and the places of all. */
export function createFaults(): Faults {
  const errors: GraphQLFormattedError[] = [];
  /** Places of errors. One without a place may be the reason of anything, as is one at the root. */
  const told = new Set<string>();
  /** Places at which, or in which, there are errors. */
  const touched = new Set<string>();
  let omitted = 0;
  const add = (error: GraphQLFormattedError): void => {
    if (errors.length < ERRORS_MAX) errors.push(error);
    else omitted += 1;
    const places = placesAround(error.path ?? []);
    for (const place of places) touched.add(place);
    told.add(places.at(-1) ?? '');
  };
  return {
    add,
    addIncomplete: (message, path) => {
      const places = placesAround(path.slice(0, -1));
      const isExplained = touched.has(places.at(-1) ?? '') || places.some((place) => told.has(place));
      if (!isExplained) add({ message, path });
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
  readonly subjects: Subjects;
  readonly errors: readonly GraphQLFormattedError[];
  readonly hasData: boolean;
}

/** What the places of errors depend on. */
interface Answered {
  /** Everything that was found out, by which the types of objects are known. */
  readonly data: JsonObject;
  /** What the client asked for. */
  readonly shapes: Shapes;
  /** The graph as clients see it. */
  readonly schema: GraphQLSchema;
  readonly isOfType: TypeTest;
  readonly plannerNames: PlannerNames;
}

/**
 * Gives the errors of a subgraph the places that they have in the client's answer. One of the subgraph's whole answer is told
 * at every field that was asked for, one of an entity at every place that the entity has. Each is marked with the subgraph's name.
 */
export function placeErrors(failed: FailedFetch, answered: Answered, faults: Pick<Faults, 'add'>): void {
  const { step, hasData, errors, subjects } = failed;
  const placesOf = subjects.representations && createEntityPlaces(failed, answered);
  const placesIn = (path: Path): readonly Path[] => {
    const [, index, ...rest] = path;
    if (placesOf === undefined) return [[...step.place, ...path]];
    // One of several entities that does not say which.
    if (typeof index !== 'number') return [step.place];
    return placesOf(index).map((entity) => [...entity, ...rest]);
  };
  for (const { message, extensions, path } of errors) {
    // Where in the subgraph's query something is means nothing to a client.
    const error = { message, extensions: { ...extensions, serviceName: step.subgraph } };
    if (path === undefined && hasData) {
      faults.add(error);
      continue;
    }
    const isPlaced = hasData || placesOf === undefined || typeof path?.[1] === 'number';
    const paths = path && isPlaced ? [path] : fieldsAsked(step.query, answered.schema, subjects.representations);
    for (const place of paths.flatMap(placesIn))
      for (const clientPath of clientPaths(place, answered)) faults.add({ ...error, path: clientPath });
  }
}

/** The places of each entity of a question. */
function createEntityPlaces({ step, subjects }: FailedFetch, { data, isOfType }: Answered) {
  const byEntity = subjects.representations?.map((): Path[] => []) ?? [];
  const entityOf = new Map(subjects.targets.map((target, index) => [target, subjects.places[index] ?? -1]));
  forEachAt(data, step.place, isOfType, (target, path) => void byEntity[entityOf.get(target) ?? -1]?.push([...path]));
  return (index: number): readonly Path[] => byEntity[index] ?? [];
}

/** The end of a name that the planner makes up where two types have fields of one name that are not alike. */
const PLANNERS_ALIAS = /__alias_\d+$/;

/**
 * A place in the data as the client knows it: several where it asked for one value under several names, none for a field that it asked of objects
 * of other types alone, as an interface is asked for all that is wanted of any of its types. A field that the planner added is told under its own
 * name: it is why others are missing.
 */
function clientPaths(whole: Path, { data, shapes, plannerNames }: Answered): readonly Path[] {
  // Which of a list, a plan does not say.
  const end = whole.indexOf('@');
  const place = end === -1 ? whole : whole.slice(0, end);
  const follow = (depth: number, value: unknown, form: Form): readonly Path[] => {
    const step = place[depth];
    if (step === undefined || form.kind === 'leaf') return [[]];
    const after = (inner: unknown, next: Form, name: string | number): readonly Path[] =>
      follow(depth + 1, inner, next).map((path) => [name, ...path]);
    if (form.kind === 'list')
      return typeof step === 'number' ? after(Array.isArray(value) ? value[step] : undefined, form.of, step) : [];
    if (typeof step === 'number') return [];
    if (step.startsWith(ON)) return follow(depth + 1, value, form);
    const object: JsonObject = isObject(value) ? value : {};
    const key = step.replace(PLANNERS_ALIAS, '');
    const shape = form.shapes(object['__typename']) ?? form.shapes(undefined);
    const fields = new Map(shape?.fieldsAt(key).map((field) => [field.name, field.source]));
    if (fields.size === 0) return plannerNames.names.has(key) ? [place.slice(depth)] : [];
    return [...fields].flatMap(([name, source]) =>
      source.kind === 'data' ? after(object[key], source.form, name) : [],
    );
  };
  return follow(0, data, { kind: 'object', isNullable: true, shapes });
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
