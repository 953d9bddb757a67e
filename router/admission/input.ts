import {
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
  ArgumentNode,
  DocumentNode,
  GraphQLArgument,
  GraphQLInputType,
  GraphQLScalarType,
  GraphQLSchema,
  OperationDefinitionNode,
  ValueNode,
  VariableDefinitionNode,
} from 'graphql';
import { badUserInput } from '#platform/errors.ts';
import { scalars } from '#platform/scalars.ts';
import type { JsonObject } from '../engine/json.ts';
import { fragmentsOf } from '../engine/shape.ts';
import { shortened } from '../http/errors.ts';

/** A client that sent thousands of wrong values learns enough from the first ones. */
const FAULTS_MAX = 20;

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

/** Finds everything that is wrong with the variables of one operation. Empty where nothing is. */
export type InputCheck = (variables: JsonObject) => readonly GraphQLError[];

export interface InputCheckOptions {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Whether near misses are told. */
  readonly hideSuggestions: boolean;
}

/**
 * Checks the variables of an operation of a valid document against their types, before any of it runs: a subgraph would find a wrong value
 * only when it gets to the field, after earlier mutations of the same document have run. What a value of its type may be beyond that is
 * for the service that owns the field.
 */
export function createInputCheck({ schema, document, operation, hideSuggestions }: InputCheckOptions): InputCheck {
  const { open, paths } = argumentsOf(schema, document, operation);
  const variables = (operation.variableDefinitions ?? []).flatMap((definition) => {
    const type = typeFromAST(schema, definition.type);
    const name = definition.variable.name.value;
    return isInputType(type) ? [{ definition, name, type, path: paths.get(name) ?? name }] : [];
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
      for (const variable of variables) coerceVariable(variable, given, { coerced, hideSuggestions, onFault });
      if (faults.length === 0) checkArguments(open, coerced, onFault);
    } catch (error) {
      if (!(error instanceof EnoughFoundError)) throw error;
    }
    return faults;
  };
}

type OnFault = (path: string, fault: string) => void;

/** Thrown to end a search that has found enough. */
class EnoughFoundError extends Error {}

interface GivenArgument {
  readonly node: ArgumentNode;
  readonly argument: GraphQLArgument;
}

/** The arguments of an operation's fields and directives that hold variables, and the path at which each variable is first used. */
function argumentsOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): { open: readonly GivenArgument[]; paths: ReadonlyMap<string, string> } {
  const open: GivenArgument[] = [];
  const paths = new Map<string, string>();
  const typeInfo = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(typeInfo, {
    Argument(node) {
      const argument = typeInfo.getArgument();
      if (!argument) return false;
      const used = [...valuesOf(node)].flatMap(({ node: value, path }) =>
        value.kind === Kind.VARIABLE ? [{ name: value.name.value, path }] : [],
      );
      for (const { name, path } of used) if (!paths.has(name)) paths.set(name, path);
      if (used.length > 0) open.push({ node, argument });
      return false;
    },
  });
  for (const definition of reachable(document, operation)) visit(definition, visitor);
  return { open, paths };
}

/** The operation and the fragments that it uses, directly or through others. */
function reachable(document: DocumentNode, operation: OperationDefinitionNode): readonly ASTNode[] {
  const fragments = fragmentsOf(document);
  const found = new Set<ASTNode>([operation]);
  for (const node of found) {
    visit(node, {
      FragmentSpread(spread) {
        const fragment = fragments.get(spread.name.value);
        if (fragment !== undefined) found.add(fragment);
      },
    });
  }
  return [...found];
}

interface Variable {
  readonly definition: VariableDefinitionNode;
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly path: string;
}

interface Coercion {
  /** Takes the values. */
  readonly coerced: JsonObject;
  readonly hideSuggestions: boolean;
  readonly onFault: OnFault;
}

/** Reads a variable as its type does. Faults are told under the path of the argument that it is first used in. */
function coerceVariable({ definition, name, type, path }: Variable, given: JsonObject, coercion: Coercion): void {
  const { coerced, hideSuggestions, onFault } = coercion;
  const value = Object.hasOwn(given, name) ? given[name] : undefined;
  if (value !== undefined) {
    const onError: Parameters<typeof coerceInputValue>[2] = (inner, _, error) =>
      onFault([path, ...inner].join('.'), error.message);
    coerced[name] = coerceInputValue(value, type, onError, hideSuggestions);
  } else if (definition.defaultValue !== undefined) {
    coerced[name] = valueFromAST(definition.defaultValue, type);
  } else if (isNonNullType(type)) {
    onFault(path, `the variable $${name} of type ${String(type)} was not given`);
  }
}

/** Finds nulls that variables bring where there may be none: a variable with a default may be null, and stand where null may not. */
function checkArguments(open: readonly GivenArgument[], coerced: JsonObject, onFault: OnFault): void {
  for (const { argument, node } of open)
    if (isNullWhereNoneMayBe(argument, node.value, coerced))
      onFault(argument.name, `a variable in it is null where ${String(argument.type)} has no null`);
}

function isNullWhereNoneMayBe(argument: GraphQLArgument, node: ValueNode, coerced: JsonObject): boolean {
  const value = valueFromAST(node, argument.type, coerced);
  if (value !== undefined) return value === null && isNonNullType(argument.type);
  return node.kind !== Kind.VARIABLE || Object.hasOwn(coerced, node.name.value) || isRequiredArgument(argument);
}

/** A value in a query, and the dotted path under which clients know it: `input.items.0.name`. */
interface PlacedValue {
  readonly node: ASTNode;
  readonly path: string;
}

/** Every value within an argument, lists and objects before what they hold. */
function* valuesOf({ name, value }: ArgumentNode): Generator<PlacedValue> {
  yield* within(value, name.value);
}

function* within(node: ValueNode, path: string): Generator<PlacedValue> {
  yield { node, path };
  if (node.kind === Kind.LIST) {
    for (const [index, item] of node.values.entries()) yield* within(item, `${path}.${index}`);
  }
  if (node.kind === Kind.OBJECT) {
    for (const field of node.fields) {
      yield { node: field, path: `${path}.${field.name.value}` };
      yield* within(field.value, `${path}.${field.name.value}`);
    }
  }
}

/** The path of a value somewhere in a document; undefined for a node that is not part of an argument. */
export function pathOfValue(document: DocumentNode, sought: ASTNode): string | undefined {
  let path: string | undefined;
  visit(document, {
    Argument(argument) {
      path ??=
        argument === sought ? argument.name.value : [...valuesOf(argument)].find(({ node }) => node === sought)?.path;
      return false;
    },
  });
  return path;
}
