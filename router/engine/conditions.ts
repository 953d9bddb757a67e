import { GraphQLIncludeDirective, GraphQLSkipDirective, Kind, visit } from 'graphql';
import type { DirectiveNode, DocumentNode, OperationDefinitionNode } from 'graphql';
import type { JsonObject } from './json.ts';

/** Whether a directive leaves something out. */
export const isCondition = ({ name }: DirectiveNode): boolean =>
  name.value === GraphQLSkipDirective.name || name.value === GraphQLIncludeDirective.name;

/** What of a document is asked for on a condition. */
export interface Conditions {
  /** The variables that `@skip` and `@include` depend on. */
  readonly names: readonly string[];
  /** Whether there is any `@skip` or `@include`, also one of a constant. */
  readonly areThere: boolean;
}

/** Finds the conditions in a document. */
export function conditionsOf(document: DocumentNode): Conditions {
  const names = new Set<string>();
  let areThere = false;
  visit(document, {
    Directive(directive) {
      if (!isCondition(directive)) return;
      const value = directive.arguments?.[0]?.value;
      areThere = true;
      if (value?.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return { names: [...names], areThere };
}

/** The values of those variables for one request, which was found to be valid. */
export function conditionValues(
  { names }: Conditions,
  operation: OperationDefinitionNode,
  variables: JsonObject,
): ReadonlyMap<string, boolean> {
  const values = new Map<string, boolean>();
  for (const name of names) {
    const definition = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
    const standard = definition?.defaultValue?.kind === Kind.BOOLEAN && definition.defaultValue.value;
    const given = Object.hasOwn(variables, name) ? variables[name] : undefined;
    values.set(name, given === undefined ? standard : given === true);
  }
  return values;
}
