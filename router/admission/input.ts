import {
  GraphQLError,
  GraphQLID,
  GraphQLNonNull,
  Kind,
  TypeInfo,
  coerceInputValue,
  getNullableType,
  isInputType,
  isNonNullType,
  isScalarType,
  typeFromAST,
  valueFromAST,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type {
  ASTNode,
  ArgumentNode,
  DocumentNode,
  GraphQLFormattedError,
  GraphQLScalarType,
  GraphQLSchema,
  ObjectFieldNode,
  ValueNode,
} from 'graphql';
import { badUserInput } from '#platform/errors.ts';
import { scalars } from '#platform/scalars.ts';
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
  GraphQLID.parseValue = parseId;
}

const parseAnyId = GraphQLID.parseValue.bind(GraphQLID);
/** As a number of JSON, a long id is another one: JavaScript has 53 bits for it. */
const parseId = (value: unknown): string => {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return parseAnyId(value);
  throw new GraphQLError('an ID of so many digits must be written as a string');
};

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
  const paths = pathsOfInputs(source.document);
  const notNull = variablesNotNull(schema, conditioned.document);
  const variables = (source.operation.variableDefinitions ?? []).flatMap((definition) => {
    const { variable, type: node, defaultValue } = definition;
    const name = variable.name.value;
    const type = typeFromAST(schema, node);
    if (!isInputType(type)) return [];
    const isNonNull = notNull.has(name) || Object.hasOwn(conditions, name);
    return [
      {
        name,
        path: paths.get(definition) ?? name,
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
      const onError: Parameters<typeof coerceInputValue>[2] = (inner, _, { message }) =>
        tell([path, ...inner, ...nameIn(message, MISSING, UNKNOWN)].join('.'), message);
      values[name] = coerceInputValue(value, type, onError, hideSuggestions);
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

/** Names of the variables that are used where null may not be. */
function variablesNotNull(schema: GraphQLSchema, document: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  const typeInfo = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(typeInfo, {
    VariableDefinition: () => false,
    Variable: ({ name }) => {
      if (isNonNullType(typeInfo.getInputType())) names.add(name.value);
    },
  });
  visit(document, visitor);
  return names;
}

/** The paths under which clients know the inputs of a document, such as input.items.0.name. A variable has that of its first use. */
function pathsOfInputs(document: DocumentNode): ReadonlyMap<ASTNode, string> {
  const paths = new Map<ASTNode, string>();
  const uses = new Map<string, string>();
  const add = (value: ValueNode, path: string): void => {
    paths.set(value, path);
    if (value.kind === Kind.VARIABLE && !uses.has(value.name.value)) uses.set(value.name.value, path);
    if (value.kind === Kind.LIST) for (const [index, item] of value.values.entries()) add(item, `${path}.${index}`);
    if (value.kind === Kind.OBJECT) for (const field of value.fields) addNamed(field, `${path}.`);
  };
  const addNamed = (node: ArgumentNode | ObjectFieldNode, start: string): void => {
    const path = start + node.name.value;
    paths.set(node, path);
    add(node.value, path);
  };
  visit(document, { Argument: (node) => addNamed(node, '') });
  visit(document, {
    VariableDefinition: (definition) => {
      const path = uses.get(definition.variable.name.value) ?? definition.variable.name.value;
      visit(definition, { enter: (node) => void paths.set(node, path) });
      if (definition.defaultValue) add(definition.defaultValue, path);
    },
  });
  return paths;
}

/** The path of the field that a fault of a document is about; undefined where it is not about an input. */
export function fieldOfFault(document: DocumentNode, { nodes = [], message }: GraphQLError): string | undefined {
  const paths = pathsOfInputs(document);
  const path = nodes.map((node) => paths.get(node)).find((found) => found !== undefined);
  return [path ?? [], nameIn(message, MISSING)].flat().join('.') || undefined;
}
