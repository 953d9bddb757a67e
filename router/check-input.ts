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
  VariableDefinitionNode,
} from 'graphql';
import { badUserInput } from '#platform/errors.ts';
import { checkValue } from './input-rules.ts';
import type { OnFault } from './input-rules.ts';
import { valuesOf } from './literals.ts';

/** A client that sent thousands of wrong values learns enough from the first ones. */
const FAULTS_MAX = 20;
/** GraphQL's own messages quote the wrong value, which can be as large as the request. */
const MESSAGE_LENGTH_MAX = 500;

/** The variables of a request, as they came in. */
export type Variables = Readonly<Record<string, unknown>>;

/** Finds everything that is wrong with what an operation is given. Empty where nothing is. */
export type InputCheck = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
) => readonly GraphQLError[];

/**
 * Checks the literals and the variables of an operation against their types and the rules of the graph. The gateway would find a wrong
 * value only when it gets to the field, after earlier mutations of the same document have run.
 */
export function createInputCheck(schema: GraphQLSchema): InputCheck {
  // Documents are kept by the server, so that what can be known of one without its variables is found out once.
  const plans = new WeakMap<OperationDefinitionNode, Plan>();
  return (document, operation, variables) => {
    const plan = plans.get(operation) ?? planOf(schema, document, operation);
    plans.set(operation, plan);
    if (plan.faults.length > 0 || plan.variables.length === 0) return plan.faults;
    const faults = newFaults();
    const coerced = coerceVariables(plan, variables, faults.add);
    if (faults.list.length > 0) return faults.list;
    for (const { argument, node } of plan.open) {
      const value = valueFromAST(node.value, argument.type, coerced);
      if (isNullWhereNoneMayBe(value, argument, node))
        faults.add(argument.name, `a variable in it is null where ${String(argument.type)} has no null`);
      else checkValue({ value, type: argument.type, name: argument.name, path: argument.name }, faults.add);
    }
    return faults.list;
  };
}

interface OpenArgument {
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
  readonly open: readonly OpenArgument[];
  /** What is wrong with the literals. */
  readonly faults: readonly GraphQLError[];
}

function planOf(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Plan {
  const open: OpenArgument[] = [];
  const paths = new Map<string, string>();
  const faults = newFaults();
  const typeInfo = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(typeInfo, {
    Argument(node) {
      const argument = typeInfo.getArgument();
      const isOfField = (typeInfo.getDirective() ?? null) === null;
      if (!argument || !isOfField) return false;
      const { name, type } = argument;
      const variables = [...valuesOf(node)].flatMap(({ node: value, path }) =>
        value.kind === Kind.VARIABLE ? [{ variable: value.name.value, path }] : [],
      );
      for (const { variable, path } of variables) if (!paths.has(variable)) paths.set(variable, path);
      if (variables.length > 0) open.push({ node, argument });
      else checkValue({ value: valueFromAST(node.value, type), type, name, path: name }, faults.add);
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
  return { variables, open, faults: faults.list };
}

/** A variable that may be null stands where a default of its own, or of the argument, would have to fill in, and null was sent. */
const isNullWhereNoneMayBe = (value: unknown, argument: GraphQLArgument, { value: node }: ArgumentNode): boolean =>
  (value === null && isNonNullType(argument.type)) ||
  (value === undefined && (node.kind !== Kind.VARIABLE || isRequiredArgument(argument)));

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

/** Variables as the schema's types read them. Faults are told under the path of the argument that a variable is first used in. */
function coerceVariables(plan: Plan, given: Variables, onFault: OnFault): Record<string, unknown> {
  const coerced: Record<string, unknown> = {};
  for (const { definition, type, path } of plan.variables) {
    const name = definition.variable.name.value;
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value !== undefined) {
      coerced[name] = coerceInputValue(value, type, (inner, _, error) =>
        onFault([path, ...inner].join('.'), error.message),
      );
    } else if (definition.defaultValue !== undefined) {
      coerced[name] = valueFromAST(definition.defaultValue, type);
    } else if (isNonNullType(type)) {
      onFault(path, `the variable $${name} of type ${String(type)} was not given`);
    }
  }
  return coerced;
}

function newFaults(): { readonly list: GraphQLError[]; readonly add: OnFault } {
  const list: GraphQLError[] = [];
  return {
    list,
    add: (path, fault) => {
      if (list.length < FAULTS_MAX)
        list.push(
          badUserInput(path, fault.length > MESSAGE_LENGTH_MAX ? `${fault.slice(0, MESSAGE_LENGTH_MAX)}…` : fault),
        );
    },
  };
}
