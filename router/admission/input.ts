import {
  BREAK,
  GraphQLError,
  Kind,
  TypeInfo,
  coerceInputValue,
  isInputType,
  isNonNullType,
  isRequiredArgument,
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
  GraphQLArgument,
  GraphQLInputType,
  GraphQLScalarType,
  GraphQLSchema,
  ValueNode,
} from 'graphql';
import { badUserInput } from '#platform/errors.ts';
import { scalars } from '#platform/scalars.ts';
import type { OperationSource } from '../engine/document.ts';
import type { JsonObject } from '../engine/json.ts';
import { shortened } from '../errors.ts';

/** A client that sent thousands of wrong values learns enough from the first ones. */
const FAULTS_MAX = 20;
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

/** Finds what is wrong with the variables of one operation: the first faults, each with the field that it is of. Empty where nothing is. */
export type InputCheck = (variables: JsonObject) => readonly GraphQLError[];

/**
 * Checks the variables of an operation of a valid document against their types, before any of it runs: a subgraph would find a wrong value
 * only when it gets to the field, after earlier mutations of the same document have run. What a value of its type may be beyond that is
 * for the service that owns the field. `hideSuggestions` keeps near misses from being told.
 */
export function createInputCheck(schema: GraphQLSchema, source: OperationSource, hideSuggestions: boolean): InputCheck {
  const { given: used, paths } = argumentsWithVariables(schema, source.document);
  const variables = (source.operation.variableDefinitions ?? []).flatMap((definition): Variable[] => {
    const type = typeFromAST(schema, definition.type);
    const name = definition.variable.name.value;
    return isInputType(type) ? [{ name, type, standard: definition.defaultValue, path: paths.get(name) ?? name }] : [];
  });
  if (variables.length === 0) return () => [];
  return (given) => {
    // Without a prototype, so that a variable may have any name that GraphQL allows.
    const coerced: JsonObject = { __proto__: null };
    const faults: GraphQLError[] = [];
    const onFault: OnFault = (path, fault) => {
      faults.push(badUserInput(path, shortened(fault)));
      if (faults.length >= FAULTS_MAX) throw new EnoughFoundError();
    };
    try {
      for (const variable of variables) {
        const value = coerceVariable(variable, given, { hideSuggestions, onFault });
        if (value !== undefined) coerced[variable.name] = value;
      }
      // A variable with a default may be null, and be used where null may not.
      if (faults.length === 0)
        for (const [node, argument] of used)
          if (isNullWhereNoneMayBe(argument, node, coerced))
            onFault(argument.name, `a variable in it is null where ${String(argument.type)} has no null`);
    } catch (error) {
      if (!(error instanceof EnoughFoundError)) throw error;
    }
    return faults;
  };
}

type OnFault = (path: string, fault: string) => void;

/** Thrown to end a search that has found enough. */
class EnoughFoundError extends Error {}

/** The arguments of fields and directives that hold variables, by their value, and the path at which each variable is first used. */
function argumentsWithVariables(schema: GraphQLSchema, document: DocumentNode) {
  const given = new Map<ValueNode, GraphQLArgument>();
  const paths = new Map<string, string>();
  const typeInfo = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(typeInfo, {
    VariableDefinition: () => false,
    Variable: (...visited) => {
      const { way, dotted } = placeOf(visited);
      const { value: name } = visited[0].name;
      if (!paths.has(name)) paths.set(name, dotted);
      const argument = typeInfo.getArgument();
      const node = way.find((each) => each.kind === Kind.ARGUMENT);
      if (node !== undefined && argument) given.set(node.value, argument);
    },
  });
  visit(document, visitor);
  return { given, paths };
}

function refuseLongLists(value: unknown, path: string, onFault: OnFault): void {
  const found: [unknown, string][] = [[value, path]];
  for (let next = found.pop(); next !== undefined; next = found.pop()) {
    const [part, place] = next;
    if (typeof part !== 'object' || part === null) continue;
    if (Array.isArray(part) && part.length > LIST_MAX) onFault(place, `must have at most ${LIST_MAX} entries`);
    else for (const [name, inner] of Object.entries(part)) found.push([inner, `${place}.${name}`]);
  }
}

interface Variable {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly standard: ValueNode | undefined;
  /** Of the argument that it is first used in. */
  readonly path: string;
}

/** The value of a variable as its type reads it; undefined where there is none. */
function coerceVariable(
  { name, type, standard, path }: Variable,
  given: JsonObject,
  { hideSuggestions, onFault }: { hideSuggestions: boolean; onFault: OnFault },
): unknown {
  const value = Object.hasOwn(given, name) ? given[name] : undefined;
  if (value !== undefined) {
    refuseLongLists(value, path, onFault);
    const onError: Parameters<typeof coerceInputValue>[2] = (inner, _, error) =>
      onFault([path, ...inner].join('.'), error.message);
    return coerceInputValue(value, type, onError, hideSuggestions);
  }
  if (standard !== undefined) return valueFromAST(standard, type);
  if (isNonNullType(type)) onFault(path, `the variable $${name} of type ${String(type)} was not given`);
  return undefined;
}

function isNullWhereNoneMayBe(argument: GraphQLArgument, node: ValueNode, coerced: JsonObject): boolean {
  const value = valueFromAST(node, argument.type, coerced);
  if (value !== undefined) return value === null && isNonNullType(argument.type);
  return node.kind !== Kind.VARIABLE || Object.hasOwn(coerced, node.name.value) || isRequiredArgument(argument);
}

/** The nodes around a value, and the dotted path under which clients know it, such as `input.items.0.name`. */
function placeOf([node, , parent, path, ancestors]: Parameters<ASTVisitFn<ASTNode>>) {
  const nodes = [...ancestors, ...(parent ? [parent] : []), node];
  const steps = nodes.slice(1).flatMap((each, at) => {
    if (path[at - 1] === 'values') return [path[at]];
    return 'kind' in each && (each.kind === Kind.ARGUMENT || each.kind === Kind.OBJECT_FIELD) ? [each.name.value] : [];
  });
  return { way: nodes.filter((each) => 'kind' in each), dotted: steps.join('.') };
}

/** The path of a value somewhere in a document; undefined for a node that is not part of an argument. */
export function pathOfValue(document: DocumentNode, sought: ASTNode): string | undefined {
  let found: string | undefined;
  visit(document, {
    enter: (...visited) => {
      if (visited[0] !== sought) return undefined;
      found = placeOf(visited).dotted;
      return BREAK;
    },
  });
  return found || undefined;
}
