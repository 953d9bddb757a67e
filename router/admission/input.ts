import {
  GraphQLID,
  GraphQLNonNull,
  Kind,
  TypeInfo,
  coerceInputValue,
  getNullableType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  typeFromAST,
  valueFromAST,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type {
  DocumentNode,
  GraphQLError,
  GraphQLFormattedError,
  GraphQLInputType,
  GraphQLSchema,
  VariableNode,
} from 'graphql';
import { RefusedError, badUserInput } from '#platform/errors.ts';
import { isObject } from '../engine/data.ts';
import type { JsonObject } from '../engine/data.ts';
import type { Conditions, OperationSource } from '../engine/document.ts';
import { shortened } from '../errors.ts';

/** Bounds an answer: a request may hold thousands of faults. */
export const FAULTS_MAX = 20;
/** Longer than any list that a service takes. One in a document is bounded by the document's tokens. */
const LIST_MAX = 1_000;

/**
 * Checks the variables of an operation of a valid document against their types, before any of it runs: a subgraph would find a wrong value
 * only when it gets to the field, after earlier mutations of the same document have run. Returns their values, with defaults. Throws
 * RefusedError with the first faults, each with its field. `hideSuggestions` keeps near misses from being told.
 */
export function createInputCheck(
  schema: GraphQLSchema,
  { source, conditioned, conditions }: Record<'source' | 'conditioned', OperationSource> & { conditions: Conditions },
  hideSuggestions: boolean,
): (given: JsonObject) => JsonObject {
  const places = placesIn(source.document);
  // A variable with a default may be null by its type, and be used where null may not.
  const nonNull = new Set(Object.keys(conditions));
  const typeInfo = new TypeInfo(schema);
  const Variable = ({ name }: VariableNode): void => {
    if (isNonNullType(typeInfo.getInputType())) nonNull.add(name.value);
  };
  visit(conditioned.document, visitWithTypeInfo(typeInfo, { Variable }));
  const variables = (source.operation.variableDefinitions ?? []).flatMap(({ variable, type: node, defaultValue }) => {
    const name = variable.name.value;
    const type = typeFromAST(schema, node);
    if (!isInputType(type)) return [];
    return [
      {
        name,
        path: places.get(name)?.steps.join('.') ?? name,
        isRequired: isNonNullType(type) && defaultValue === undefined,
        type: nonNull.has(name) ? new GraphQLNonNull(getNullableType(type)) : type,
        standard: defaultValue && valueFromAST(defaultValue, type),
      },
    ];
  });
  return (given) => {
    const faults: GraphQLFormattedError[] = [];
    const tell = (path: string, fault: string): void => {
      faults.push(badUserInput(path, shortened(fault)).toJSON());
      if (faults.length === FAULTS_MAX) throw new RefusedError(faults);
    };
    // Without a prototype, so that a variable may have any name that GraphQL allows.
    const values: JsonObject = { __proto__: null };
    for (const { name, path, isRequired, type, standard } of variables) {
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      if (value === undefined) {
        if (isRequired) tell(path, `the variable $${name} of type ${String(type)} was not given`);
        else if (standard !== undefined) values[name] = standard;
        continue;
      }
      tellUntyped(value, type, path, tell);
      const onError: Parameters<typeof coerceInputValue>[2] = (inner, _, { message }) =>
        tell([path, ...inner, ...(MISSING.exec(message) ?? UNKNOWN.exec(message) ?? [])].join('.'), message);
      values[name] = coerceInputValue(value, type, onError, hideSuggestions);
    }
    if (faults.length > 0) throw new RefusedError(faults);
    return values;
  };
}

/** What is missing or too much: graphql-js tells the place around it, and its name in the message alone. */
const MISSING =
  /(?<=^Field "(?:\w+\.)?)\w+(?=" of required type)|(?<=^(?:Field|Directive) "@?\w+" argument ")\w+(?=" of type)/;
const UNKNOWN = /(?<=^Field ")\w+(?=" is not defined by type)/;

/**
 * Tells what the types do not say: lists that are too long, and IDs that are other ones by now, since JavaScript has 53 bits for a number of JSON. Goes no
 * deeper than a type does.
 */
function tellUntyped(
  value: unknown,
  type: GraphQLInputType,
  path: string,
  tell: (path: string, fault: string) => void,
) {
  const wanted = getNullableType(type);
  if (isListType(wanted) && Array.isArray(value)) {
    if (value.length > LIST_MAX) return tell(path, `must have at most ${LIST_MAX} entries`);
    for (const [index, item] of value.entries()) tellUntyped(item, wanted.ofType, `${path}.${index}`, tell);
  } else if (isListType(wanted)) tellUntyped(value, wanted.ofType, path, tell);
  else if (isInputObjectType(wanted) && isObject(value))
    for (const { name, type: inner } of Object.values(wanted.getFields()))
      tellUntyped(value[name], inner, `${path}.${name}`, tell);
  else if (wanted === GraphQLID && Number.isInteger(value) && !Number.isSafeInteger(value))
    tell(path, 'an ID of so many digits must be written as a string');
}

/** A path under which clients know a value, such as input, items, 0, name; in a default, from the variable on. */
interface Place {
  readonly steps: readonly unknown[];
  readonly variable?: string;
}

/** The places of the nodes of a document and, by its name, of the first use of each variable. */
function placesIn(document: DocumentNode): ReadonlyMap<unknown, Place> {
  const places = new Map<unknown, Place>();
  visit(document, {
    enter: (...[node, key, parent, path, ancestors]) => {
      let place = places.get(Array.isArray(parent) ? ancestors.at(-1) : parent) ?? { steps: [] };
      if (node.kind === Kind.VARIABLE_DEFINITION) place = { steps: [], variable: node.variable.name.value };
      if (node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD)
        place = { ...place, steps: [...place.steps, node.name.value] };
      if (path.at(-2) === 'values') place = { ...place, steps: [...place.steps, key] };
      places.set(node, place);
      if (node.kind !== Kind.VARIABLE || place.variable !== undefined || places.has(node.name.value)) return;
      places.set(node.name.value, place);
    },
  });
  return places;
}

/** The path of the field that a fault of a document is about; undefined where it is not about an input. */
export function fieldOfFault(document: DocumentNode, { nodes = [], message }: GraphQLError): string | undefined {
  const places = placesIn(document);
  const paths = nodes.map((node) => {
    const { steps = [], variable } = places.get(node) ?? {};
    // A part of a default is known by where its variable is used.
    return [...(places.get(variable)?.steps ?? []), ...steps];
  });
  return [...(paths.find(({ length }) => length > 0) ?? []), ...(MISSING.exec(message) ?? [])].join('.') || undefined;
}
