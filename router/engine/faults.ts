import { Kind, isNonNullType, isObjectType, parse } from 'graphql';
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { JsonObject, Path, Subject } from './data.ts';
import { sourceOf } from './document.ts';
import type { Graph } from './graph.ts';
import type { FetchStep } from './plan.ts';
import { collectFields } from './shape.ts';
import type { Form, Shape } from './shape.ts';

/** The first errors of an answer, and how many more there were. */
export type Faults = Readonly<{ errors: readonly GraphQLFormattedError[]; omitted: number }>;

/** More errors help no client; a page of a hundred entries without one service has so many. */
const ERRORS_MAX = 100;

/** A question that was answered with errors. */
export interface FailedFetch {
  readonly step: FetchStep;
  readonly subjects: readonly Subject[];
  readonly errors: readonly GraphQLFormattedError[];
  readonly hasData: boolean;
}

/** An error at a place in the data; `within` is the way on, in a part that is null because of it. */
type Told = Readonly<{ error: GraphQLFormattedError; within: Path }>;

/** Errors by the objects and lists that they are in, and the names and indexes in those. One that has errors deeper in it is there as well. */
type Located = Map<unknown, Map<string | number, Told[]>>;

/** The key of errors of an object itself; no field has this name. */
const SELF = '';
const wayTo = (key: string | number, within: Path): Path => (key === SELF ? within : [key, ...within]);

/** Locates the errors of subgraphs in the data, each marked with the subgraph's name. Those that have no place are `unplaced`. */
function locateErrors(failed: readonly FailedFetch[], schema: GraphQLSchema) {
  const located: Located = new Map();
  const unplaced: GraphQLFormattedError[] = [];
  for (const { step, subjects, errors, hasData } of failed) {
    const isForEntities = step.requires !== undefined;
    const fieldsOf = fieldsAsked(step.operation, schema, isForEntities);
    for (const { message, extensions, ...told } of errors) {
      const path = told.path ?? undefined;
      // Where in the subgraph's query something is means nothing to a client.
      const error = { message, extensions: { ...extensions, serviceName: step.serviceName } };
      const [index, within] = isForEntities ? [path?.[1], path?.slice(2)] : [0, path];
      if (path === undefined && hasData) unplaced.push(error);
      else if (within !== undefined && typeof index === 'number')
        for (const target of subjects[index]?.targets ?? []) locate(located, target, within, error);
      // One of the whole answer is one of every field that was asked for.
      else
        for (const target of subjects.flatMap(({ targets }) => targets))
          for (const field of fieldsOf(target)) locate(located, target, field, error);
    }
  }
  return { located, unplaced };
}

function locate(located: Located, container: object, path: Path, error: GraphQLFormattedError): void {
  const [step = SELF, ...within] = path;
  const key = withoutAlias(step);
  const inside = located.get(container) ?? new Map<string | number, Told[]>();
  located.set(container, inside);
  const next: unknown = Object.hasOwn(container, key) ? Reflect.get(container, key) : undefined;
  if (within.length > 0 && typeof next === 'object' && next !== null) return locate(located, next, within, error);
  const told = inside.get(key) ?? [];
  inside.set(key, told);
  // Equal entities have some of their parts in common.
  if (told.at(-1)?.error !== error) told.push({ error, within });
}

/** The end of a name that the planner makes up where two types have fields of one name that are not alike. */
const PLANNERS_ALIAS = /__alias_\d+$/;
const withoutAlias = (step: string | number): string | number =>
  typeof step === 'number' ? step : step.replace(PLANNERS_ALIAS, '');

/** Tells errors while the data is written. */
export type Telling = ReturnType<typeof createTelling>;

/** Tells the errors of subgraphs: the writer comes to the places that they have in the answer, and knows what the client calls them. */
export function createTelling(
  failed: readonly FailedFetch[],
  { schema, plannerNames }: Pick<Graph, 'schema' | 'plannerNames'>,
) {
  const { located, unplaced } = locateErrors(failed, schema);
  const faults = { errors: unplaced.slice(0, ERRORS_MAX), omitted: Math.max(0, unplaced.length - ERRORS_MAX) };
  const add = (error: GraphQLFormattedError): void => {
    if (faults.errors.length < ERRORS_MAX) faults.errors.push(error);
    else faults.omitted += 1;
  };
  const path: (string | number)[] = [];
  /** How many errors are told of the places around the writer: they explain whatever is missing in them. */
  let explained = unplaced.length;
  /** Tells an error in a part that is null, as far as the client asked for the way to it. */
  const tellNull = (error: GraphQLFormattedError, within: Path, form: Form): void => {
    const places = namesWithin(within, form);
    for (const place of places.length === 0 ? [[]] : places) add({ ...error, path: [...path, ...place] });
  };
  /** Tells all errors in a part that only the planner asked for. */
  const tellWithin = (value: unknown, place: Path): void => {
    for (const [key, told] of located.get(value) ?? [])
      for (const { error, within } of told) add({ ...error, path: [...place, ...wayTo(key, within)] });
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value))
      tellWithin(inner, [...place, Array.isArray(value) ? Number(key) : key]);
  };
  return {
    faults,
    /** Tells the errors of what is at a key in an object or a list, which the client calls `name`, before it is written. Returns how many. */
    enter: (container: object, key: string | number, name: string | number, form: Form): number => {
      path.push(name);
      const told = located.get(container)?.get(key) ?? [];
      for (const { error, within } of told) tellNull(error, within, form);
      explained += told.length;
      return told.length;
    },
    /** What was entered is written; its errors were so many. */
    leave: (count: number): void => {
      path.pop();
      explained -= count;
    },
    /** Tells an object's errors and those of fields that the planner added, which are why others are missing. Returns how many it has itself. */
    enterObject: (object: JsonObject, shape: Shape): number => {
      const own = located.get(object);
      const told = own?.get(SELF) ?? [];
      for (const { error } of told) add({ ...error, path: [...path] });
      for (const name of plannerNames.keys()) {
        if (shape.fieldsAt(name).length > 0) continue;
        for (const { error, within } of own?.get(name) ?? []) add({ ...error, path: [...path, name, ...within] });
        tellWithin(object[name], [...path, name]);
      }
      explained += told.length;
      return told.length;
    },
    /** The object is written; its own errors were so many. */
    leaveObject: (count: number): void => void (explained -= count),
    /** Tells the errors of an object that is null since its type is not known. Returns whether there are any. */
    ofLost: (object: JsonObject, form: Form): boolean => {
      const own = located.get(object);
      for (const [key, told] of own ?? [])
        for (const { error, within } of told) tellNull(error, wayTo(key, within), form);
      return own !== undefined;
    },
    /** Tells that a value in a container is not what the graph says, unless an error in the container or around it explains that. */
    tellIncomplete: (message: string, container: object): void => {
      if (explained > 0 || located.has(container)) return;
      add({ message, path: [...path] });
      located.set(container, new Map());
    },
  };
}

/** What the client calls the places in a part that is null, of which there is no data that would tell the types. */
function namesWithin([step, ...rest]: Path, form: Form): readonly Path[] {
  if (step === undefined || form.kind === 'leaf') return [[]];
  if (form.kind === 'list')
    return typeof step === 'number' ? namesWithin(rest, form.of).map((path) => [step, ...path]) : [];
  const fields = form.shapes(undefined)?.fieldsAt(String(withoutAlias(step))) ?? [];
  return [...new Map(fields.map(({ name, source }) => [name, source]))].flatMap(([name, source]) =>
    source.kind === 'data' ? namesWithin(rest, source.form).map((path) => [name, ...path]) : [],
  );
}

/**
 * Finds the fields that a question asks of an object, each as a path: those that are missing when a subgraph gives no answer. Of an entity
 * with a field that cannot be null only that one is named, since the whole entity becomes null for it (GraphQL specification, "Handling Execution
 * Errors"); one of a type that is asked for nothing is missing itself.
 */
export function fieldsAsked(
  query: string,
  schema: GraphQLSchema,
  isForEntities: boolean,
): (object: JsonObject) => readonly Path[] {
  const { operation, fragments } = sourceOf(parse(query, { noLocation: true }));
  const [entities] = operation.selectionSet.selections;
  const set = isForEntities && entities?.kind === Kind.FIELD ? entities.selectionSet : operation.selectionSet;
  return ({ __typename: type }) => {
    const name = isForEntities ? String(type) : undefined;
    const asked = [...collectFields(name, set ? [set] : [], { fragments, schema }).values()]
      .flatMap(([field]) => field ?? [])
      .filter((field) => field.name.value !== '__typename');
    const definition = schema.getType(name ?? '');
    const fields = isObjectType(definition) ? definition.getFields() : {};
    const required = asked.find((field) => isNonNullType(fields[field.name.value]?.type));
    if (asked.length === 0) return [[]];
    return (required ? [required] : asked).map(({ alias, name: field }) => [(alias ?? field).value]);
  };
}
