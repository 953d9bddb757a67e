import {
  BREAK,
  GraphQLError,
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
  isScalarType,
  typeFromAST,
  valueFromAST,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type {
  ASTNode,
  ASTVisitFn,
  DocumentNode,
  GraphQLFormattedError,
  GraphQLInputType,
  GraphQLScalarType,
  GraphQLSchema,
} from 'graphql';
import { badUserInput } from '#platform/errors.ts';
import { scalars } from '#platform/scalars.ts';
import { isObject } from '../engine/data.ts';
import type { JsonObject } from '../engine/data.ts';
import type { Conditions, OperationSource } from '../engine/document.ts';
import { RefusedError, shortened } from '../errors.ts';

/** A client that sent thousands of faults learns enough from the first ones. */
export const FAULTS_MAX = 20;
/** Longer than any list that a service takes. One in a document is bounded by the document's tokens. */
const LIST_MAX = 1_000;

/**
 * Gives the scalars of the composed graph the parsers that the subgraphs use. Composition keeps only their names, and a scalar without
 * a parser takes anything.
 */
export function giveScalarsTheirParsers(schema: GraphQLSchema): void {
  for (const scalar of Object.values<GraphQLScalarType>(scalars)) {
    const type = schema.getType(scalar.name);
    if (!isScalarType(type)) continue;
    type.parseValue = scalar.parseValue.bind(scalar);
    // graphql-js says where in the document a literal is wrong only for errors that are not its own.
    type.parseLiteral = (node, variables) => {
      try {
        return scalar.parseLiteral(node, variables);
      } catch (error) {
        throw error instanceof GraphQLError ? new TypeError(error.message) : error;
      }
    };
  }
}

/** An operation with and without its conditions. */
interface ConditionedSource {
  readonly source: OperationSource;
  readonly conditioned: OperationSource;
  readonly conditions: Conditions;
}

/**
 * Checks the variables of an operation of a valid document against their types, before any of it runs: a subgraph would find a wrong value
 * only when it gets to the field, after earlier mutations of the same document have run. Returns their values, with defaults. Throws
 * RefusedError with the first faults, each with its field. `hideSuggestions` keeps near misses from being told.
 */
export function createInputCheck(
  schema: GraphQLSchema,
  { source, conditioned, conditions }: ConditionedSource,
  hideSuggestions: boolean,
): (given: JsonObject) => JsonObject {
  const uses = usesOfVariables(schema, source.document);
  const usesLeft = usesOfVariables(schema, conditioned.document);
  const variables = (source.operation.variableDefinitions ?? []).flatMap(({ variable, type: node, defaultValue }) => {
    const name = variable.name.value;
    const type = typeFromAST(schema, node);
    if (!isInputType(type)) return [];
    const isNonNull = usesLeft.get(name)?.isNonNull === true || Object.hasOwn(conditions, name);
    return [
      {
        name,
        path: uses.get(name)?.path ?? name,
        isRequired: isNonNullType(type) && defaultValue === undefined,
        // A variable with a default may be null by its type, and be used where null may not.
        type: isNonNull ? new GraphQLNonNull(getNullableType(type)) : type,
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
      tellLongLists(value, path, tell);
      const told = faults.length;
      const onError: Parameters<typeof coerceInputValue>[2] = (inner, _, { message }) =>
        tell([path, ...inner, ...nameIn(message, MISSING, UNKNOWN)].join('.'), message);
      values[name] = coerceInputValue(value, type, onError, hideSuggestions);
      if (faults.length === told) tellInexactIds(value, type, path, tell);
    }
    if (faults.length > 0) throw new RefusedError(faults);
    return values;
  };
}

/** What is missing or too much: graphql-js tells the place around it, and its name in the message alone. */
const MISSING = /^Field "(?:\w+\.)?(\w+)" of required type|^(?:Field|Directive) "@?\w+" argument "(\w+)" of type/;
const UNKNOWN = /^Field "(\w+)" is not defined by type/;
const nameIn = (message: string, ...patterns: readonly RegExp[]): readonly string[] =>
  patterns.flatMap((pattern) => pattern.exec(message)?.slice(1).filter(Boolean) ?? []);

type Tell = (path: string, fault: string) => void;

/** As a number of JSON, a long id is another one: JavaScript has 53 bits for it. */
function tellInexactIds(value: unknown, type: GraphQLInputType, path: string, tell: Tell): void {
  const wanted = getNullableType(type);
  if (isListType(wanted) && Array.isArray(value))
    for (const [index, item] of value.entries()) tellInexactIds(item, wanted.ofType, `${path}.${index}`, tell);
  else if (isListType(wanted)) tellInexactIds(value, wanted.ofType, path, tell);
  else if (isInputObjectType(wanted) && isObject(value))
    for (const field of Object.values(wanted.getFields()))
      tellInexactIds(value[field.name], field.type, `${path}.${field.name}`, tell);
  else if (wanted === GraphQLID && typeof value === 'number' && !Number.isSafeInteger(value))
    tell(path, 'an ID of so many digits must be written as a string');
}

/** Not by recursion, for which what a client nests may be too deep. */
function tellLongLists(value: unknown, path: string, tell: Tell): void {
  const found: [unknown, string][] = [[value, path]];
  for (let next = found.pop(); next !== undefined; next = found.pop()) {
    const [part, place] = next;
    if (typeof part !== 'object' || part === null) continue;
    if (Array.isArray(part) && part.length > LIST_MAX) tell(place, `must have at most ${LIST_MAX} entries`);
    else for (const [name, inner] of Object.entries(part)) found.push([inner, `${place}.${name}`]);
  }
}

/** Where each variable is first used, and whether it is used where null may not be. */
function usesOfVariables(schema: GraphQLSchema, document: DocumentNode) {
  const uses = new Map<string, { path: string; isNonNull: boolean }>();
  const typeInfo = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(typeInfo, {
    VariableDefinition: () => false,
    Variable: (...visited) => {
      const { value: name } = visited[0].name;
      const use = uses.get(name) ?? { path: placeOf(visited).steps.join('.'), isNonNull: false };
      uses.set(name, use);
      use.isNonNull ||= isNonNullType(typeInfo.getInputType());
    },
  });
  visit(document, visitor);
  return uses;
}

/** The path under which clients know a value, such as input, items, 0, name; and the variable whose default it is in. */
function placeOf([node, , parent, path, ancestors]: Parameters<ASTVisitFn<ASTNode>>) {
  const nodes = [...ancestors, ...(parent ? [parent] : []), node];
  const steps = nodes.slice(1).flatMap((each, at) => {
    if (path[at - 1] === 'values') return [path[at]];
    return 'kind' in each && (each.kind === Kind.ARGUMENT || each.kind === Kind.OBJECT_FIELD) ? [each.name.value] : [];
  });
  const [variable] = nodes.flatMap((each) =>
    'kind' in each && each.kind === Kind.VARIABLE_DEFINITION ? [each.variable] : [],
  );
  return { steps, variable };
}

/** The path of the field that a fault of a document is about; undefined where it is not about an input. */
export function fieldOfFault(document: DocumentNode, { nodes = [], message }: GraphQLError): string | undefined {
  const pathTo = (isSought: (node: ASTNode) => boolean): readonly unknown[] => {
    let found: readonly unknown[] = [];
    visit(document, {
      enter: (...visited) => {
        if (!isSought(visited[0])) return undefined;
        const { steps, variable } = placeOf(visited);
        // A part of a default is known by where its variable is used.
        const isUse = (node: ASTNode): boolean =>
          node.kind === Kind.VARIABLE && node !== variable && node.name.value === variable?.name.value;
        found = [...(variable ? pathTo(isUse) : []), ...steps];
        return BREAK;
      },
    });
    return found;
  };
  const path = nodes.map((sought) => pathTo((node) => node === sought)).find(({ length }) => length > 0) ?? [];
  return [...path, ...nameIn(message, MISSING)].join('.') || undefined;
}
