import {
  Kind,
  TypeInfo,
  coerceInputValue,
  isInputType,
  isNonNullType,
  isRequiredArgument,
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
  GraphQLError,
  GraphQLInputType,
  GraphQLSchema,
  OperationDefinitionNode,
  ValueNode,
  VariableDefinitionNode,
} from 'graphql';
import { badUserInput } from '#platform/errors.ts';
import { shortened } from './errors.ts';
import { checkValue } from './input-rules.ts';
import type { OnFault } from './input-rules.ts';
import { valuesOf } from './literals.ts';

/** A client that sent thousands of wrong values learns enough from the first ones. */
const FAULTS_MAX = 20;

/** The variables of a request, as they came in. */
export type Variables = Readonly<Record<string, unknown>>;

/** Finds everything that is wrong with what an operation is given. Empty where nothing is. */
export type InputCheck = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
) => readonly GraphQLError[];

export interface InputCheckOptions {
  /** Whether near misses are told. */
  readonly hideSuggestions?: boolean;
  /** What holds for values beyond their types: the rules of the graph, where nothing else is said. */
  readonly checkRules?: typeof checkValue;
}

/**
 * Checks the literals and the variables of an operation against their types and the rules of the graph. The gateway would find a wrong
 * value only when it gets to the field, after earlier mutations of the same document have run.
 */
export function createInputCheck(
  schema: GraphQLSchema,
  { hideSuggestions = false, checkRules = checkValue }: InputCheckOptions = {},
): InputCheck {
  // Documents are kept by the server, so that what can be known of one without its variables is found out once.
  const plans = new WeakMap<OperationDefinitionNode, Plan>();
  return (document, operation, variables) => {
    const plan = plans.get(operation) ?? planOf({ schema, document, operation, checkRules });
    plans.set(operation, plan);
    if (plan.faults.length > 0 || plan.variables.length === 0) return plan.faults;
    // Without a prototype, so that a variable may have any name that GraphQL allows.
    const coerced: Record<string, unknown> = { __proto__: null };
    const faults = faultsOf((onFault) => coerceVariables(plan, variables, { coerced, hideSuggestions, onFault }));
    return faults.length > 0
      ? faults
      : faultsOf((onFault) => checkOpenArguments(plan, { coerced, checkRules }, onFault));
  };
}

interface Planning {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly checkRules: typeof checkValue;
}

interface GivenArgument {
  readonly node: ArgumentNode;
  readonly argument: GraphQLArgument;
}

interface Plan {
  readonly variables: readonly {
    readonly definition: VariableDefinitionNode;
    readonly type: GraphQLInputType;
    readonly path: string;
  }[];
  /** Arguments that depend on variables. */
  readonly open: readonly GivenArgument[];
  /** What is wrong with the literals. */
  readonly faults: readonly GraphQLError[];
}

function planOf({ schema, document, operation, checkRules }: Planning): Plan {
  const open: GivenArgument[] = [];
  const paths = new Map<string, string>();
  const closed: GivenArgument[] = [];
  const typeInfo = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(typeInfo, {
    Argument(node) {
      const argument = typeInfo.getArgument();
      const isOfField = (typeInfo.getDirective() ?? null) === null;
      if (!argument || !isOfField) return false;
      const variables = [...valuesOf(node)].flatMap(({ node: value, path }) =>
        value.kind === Kind.VARIABLE ? [{ variable: value.name.value, path }] : [],
      );
      for (const { variable, path } of variables) if (!paths.has(variable)) paths.set(variable, path);
      (variables.length > 0 ? open : closed).push({ node, argument });
      return false;
    },
  });
  for (const definition of reachable(document, operation)) visit(definition, visitor);
  const variables = (operation.variableDefinitions ?? []).flatMap((definition) => {
    const type = typeFromAST(schema, definition.type);
    return isInputType(type)
      ? [{ definition, type, path: paths.get(definition.variable.name.value) ?? definition.variable.name.value }]
      : [];
  });
  const faults = faultsOf((onFault) => {
    for (const { node, argument } of closed) {
      const { name, type } = argument;
      checkRules({ value: valueFromAST(node.value, type), type, name, path: name }, onFault);
    }
  });
  return { variables, open, faults };
}

/** Holds the arguments that depend on variables to the rules. */
function checkOpenArguments(
  plan: Plan,
  { coerced, checkRules }: { coerced: Variables; checkRules: typeof checkValue },
  onFault: OnFault,
): void {
  for (const { argument, node } of plan.open) {
    const { name, type } = argument;
    const value = valueFromAST(node.value, type, coerced);
    if (isNullWhereNoneMayBe(value, argument, { node: node.value, coerced })) {
      onFault(name, `a variable in it is null where ${String(type)} has no null`);
    } else checkRules({ value, type, name, path: name }, onFault);
  }
}

/** A variable that may be null stands where a default would have to fill in for it, and null was sent. */
function isNullWhereNoneMayBe(
  value: unknown,
  argument: GraphQLArgument,
  { node, coerced }: { node: ValueNode; coerced: Variables },
): boolean {
  if (value !== undefined) return value === null && isNonNullType(argument.type);
  return node.kind !== Kind.VARIABLE || Object.hasOwn(coerced, node.name.value) || isRequiredArgument(argument);
}

/** The operation and the fragments that it uses, directly or through others. */
function reachable(document: DocumentNode, operation: OperationDefinitionNode): readonly ASTNode[] {
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
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

/** Reads variables as the schema's types do. Faults are told under the path of the argument that a variable is first used in. */
function coerceVariables(plan: Plan, given: Variables, { coerced, hideSuggestions, onFault }: Coercion): void {
  for (const { definition, type, path } of plan.variables) {
    const name = definition.variable.name.value;
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    const onError: Parameters<typeof coerceInputValue>[2] = (inner, _, error) =>
      onFault([path, ...inner].join('.'), error.message);
    if (value !== undefined) {
      coerced[name] = coerceInputValue(value, type, onError, hideSuggestions);
    } else if (definition.defaultValue !== undefined) {
      coerced[name] = valueFromAST(definition.defaultValue, type);
    } else if (isNonNullType(type)) {
      onFault(path, `the variable $${name} of type ${String(type)} was not given`);
    }
  }
}

interface Coercion {
  /** Takes the values. */
  readonly coerced: Record<string, unknown>;
  readonly hideSuggestions: boolean;
  readonly onFault: OnFault;
}

/** Thrown to end a search that has found enough. */
class EnoughFoundError extends Error {}

/** The faults that `find` tells of, as errors for the client; the search ends at FAULTS_MAX. */
function faultsOf(find: (onFault: OnFault) => void): readonly GraphQLError[] {
  const faults: GraphQLError[] = [];
  try {
    find((path, fault) => {
      faults.push(badUserInput(path, shortened(fault)));
      if (faults.length >= FAULTS_MAX) throw new EnoughFoundError();
    });
  } catch (error) {
    if (!(error instanceof EnoughFoundError)) throw error;
  }
  return faults;
}
