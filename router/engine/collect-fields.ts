import { GraphQLIncludeDirective, GraphQLSkipDirective, Kind, isAbstractType, visit } from 'graphql';
import type {
  DirectiveNode,
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLCompositeType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';

/** What the fields of a selection depend on. */
export interface Collecting {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Values of the variables that `@skip` and `@include` depend on. */
  readonly conditions: ReadonlyMap<string, boolean>;
}

/** The fragments of a document by name. */
export const fragmentsOf = (document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );

/** The fields that selections ask of an object of `type`, by response name, in the order of the answer. */
export function collectFields(
  type: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
  collecting: Collecting,
): ReadonlyMap<string, readonly FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  const collect = (selection: SelectionNode): void => {
    if (!isIncluded(selection.directives, collecting)) return;
    if (selection.kind === Kind.FIELD) {
      const name = (selection.alias ?? selection.name).value;
      const known = fields.get(name);
      if (known === undefined) fields.set(name, [selection]);
      else known.push(selection);
      return;
    }
    const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
    if (isSpread && spread.has(selection.name.value)) return;
    if (isSpread) spread.add(selection.name.value);
    const fragment = isSpread ? collecting.fragments.get(selection.name.value) : selection;
    const condition = fragment?.typeCondition?.name.value;
    if (fragment !== undefined && (condition === undefined || covers(condition, type, collecting.schema)))
      fragment.selectionSet.selections.forEach(collect);
  };
  for (const { selections } of sets) selections.forEach(collect);
  return fields;
}

function covers(condition: string, type: GraphQLCompositeType, schema: GraphQLSchema): boolean {
  if (condition === type.name) return true;
  const wider = schema.getType(condition);
  return isAbstractType(wider) && 'getFields' in type && schema.isSubType(wider, type);
}

const isIncluded = (directives: readonly DirectiveNode[] | undefined, { conditions }: Collecting): boolean =>
  directives === undefined ||
  directives.every(({ name, arguments: given }) => {
    const isSkip = name.value === GraphQLSkipDirective.name;
    if (!isSkip && name.value !== GraphQLIncludeDirective.name) return true;
    const value = given?.[0]?.value;
    const isTrue =
      value?.kind === Kind.VARIABLE
        ? conditions.get(value.name.value) === true
        : value?.kind === Kind.BOOLEAN && value.value;
    return isTrue !== isSkip;
  });

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
    Directive({ name, arguments: given }) {
      if (name.value !== GraphQLSkipDirective.name && name.value !== GraphQLIncludeDirective.name) return;
      const value = given?.[0]?.value;
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
  variables: Readonly<Record<string, unknown>>,
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
