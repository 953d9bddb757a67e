import {
  BREAK,
  GraphQLError,
  Kind,
  TypeInfo,
  coerceInputValue,
  getArgumentValues,
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
  ASTVisitFn,
  DirectiveNode,
  DocumentNode,
  FieldNode,
  GraphQLScalarType,
  GraphQLSchema,
} from 'graphql';
import { badUserInput } from '#platform/errors.ts';
import { scalars } from '#platform/scalars.ts';
import type { OperationSource } from '../engine/document.ts';
import type { JsonObject } from '../engine/data.ts';
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
  const { paths, uses } = usesOfVariables(schema, source.document);
  const variables = (source.operation.variableDefinitions ?? []).flatMap(({ variable, type: node, defaultValue }) => {
    const type = typeFromAST(schema, node);
    const name = variable.name.value;
    return isInputType(type) ? [{ name, type, defaultValue, path: paths.get(name) ?? name }] : [];
  });
  const check = (given: JsonObject, onFault: OnFault): void => {
    // Without a prototype, so that a variable may have any name that GraphQL allows.
    const coerced: JsonObject = { __proto__: null };
    let isRight = true;
    for (const { name, type, defaultValue, path } of variables) {
      const tell: OnFault = (where, fault) => {
        isRight = false;
        onFault(where, fault);
      };
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      if (value !== undefined) {
        refuseLongLists(value, path, tell);
        const onError: Parameters<typeof coerceInputValue>[2] = (inner, _, { message }) =>
          tell([path, ...inner].join('.'), message);
        coerced[name] = coerceInputValue(value, type, onError, hideSuggestions);
      } else if (defaultValue !== undefined) coerced[name] = valueFromAST(defaultValue, type);
      else if (isNonNullType(type)) tell(path, `the variable $${name} of type ${String(type)} was not given`);
    }
    // A variable with a default may be null, and be used where null may not.
    if (isRight) for (const [node, definition] of uses) checkArguments(definition, node, coerced, onFault);
  };
  return (given) => {
    const faults: GraphQLError[] = [];
    try {
      check(given, (path, fault) => {
        faults.push(badUserInput(path, shortened(fault)));
        if (faults.length >= FAULTS_MAX) throw new EnoughFoundError();
      });
    } catch (error) {
      if (!(error instanceof EnoughFoundError)) throw error;
    }
    return faults;
  };
}

type OnFault = (path: string, fault: string) => void;

/** Thrown to end a search that has found enough. */
class EnoughFoundError extends Error {}

/** A field or a directive of a document. */
type Use = FieldNode | DirectiveNode;

/** The fields and directives that are given variables, with their definitions, and the path at which each variable is first used. */
function usesOfVariables(schema: GraphQLSchema, document: DocumentNode) {
  const uses = new Map<Use, Parameters<typeof getArgumentValues>[0]>();
  const paths = new Map<string, string>();
  const typeInfo = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(typeInfo, {
    VariableDefinition: () => false,
    Variable: (...visited) => {
      const { around, dotted } = placeOf(visited);
      const { value: name } = visited[0].name;
      if (!paths.has(name)) paths.set(name, dotted);
      const definition = typeInfo.getDirective() ?? typeInfo.getFieldDef();
      const use = around.findLast((node) => node.kind === Kind.FIELD || node.kind === Kind.DIRECTIVE);
      if (use !== undefined && definition) uses.set(use, definition);
    },
  });
  visit(document, visitor);
  return { uses, paths };
}

function checkArguments(
  definition: Parameters<typeof getArgumentValues>[0],
  use: Use,
  coerced: JsonObject,
  onFault: OnFault,
): void {
  try {
    getArgumentValues(definition, use, coerced);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const argument = use.arguments?.find(({ value }) => value === error.nodes?.[0]);
    onFault(argument?.name.value ?? use.name.value, error.message);
  }
}

/** Not by recursion, for which what a client nests may be too deep. */
function refuseLongLists(value: unknown, path: string, onFault: OnFault): void {
  const found: [unknown, string][] = [[value, path]];
  for (let next = found.pop(); next !== undefined; next = found.pop()) {
    const [part, place] = next;
    if (typeof part !== 'object' || part === null) continue;
    if (Array.isArray(part) && part.length > LIST_MAX) onFault(place, `must have at most ${LIST_MAX} entries`);
    else for (const [name, inner] of Object.entries(part)) found.push([inner, `${place}.${name}`]);
  }
}

/** The nodes around a value, and the dotted path under which clients know it, such as `input.items.0.name`. */
function placeOf([node, , parent, path, ancestors]: Parameters<ASTVisitFn<ASTNode>>) {
  const nodes = [...ancestors, ...(parent ? [parent] : []), node];
  const steps = nodes.slice(1).flatMap((each, at) => {
    if (path[at - 1] === 'values') return [path[at]];
    return 'kind' in each && (each.kind === Kind.ARGUMENT || each.kind === Kind.OBJECT_FIELD) ? [each.name.value] : [];
  });
  return { around: nodes.filter((each) => 'kind' in each), dotted: steps.join('.') };
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
