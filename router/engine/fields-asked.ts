import {
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  getDirectiveValues,
  isAbstractType,
  isNonNullType,
  isObjectType,
  parse,
} from 'graphql';
import type { FragmentDefinitionNode, GraphQLSchema, SelectionNode, SelectionSetNode } from 'graphql';

/** A question that the gateway sends to a subgraph. */
export interface Fetch {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

type Path = readonly (string | number)[];

/**
 * Paths, in a subgraph's answer, of the fields that a question asks for: its root fields or, where it asks for entities, the fields of
 * each. When a subgraph gives no answer, these are the fields that are missing. Of an entity with a field that cannot be null only that
 * one is named, since the whole entity becomes null for it (GraphQL specification, "Handling Execution Errors").
 */
export function fieldsAsked({ query, variables }: Fetch, schema: GraphQLSchema | undefined): readonly Path[] {
  const { definitions } = parse(query, { noLocation: true });
  const operation = definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) return [];
  const fragments = new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  const scope: Scope = { fragments, variables, schema };
  const { representations } = variables;
  if (!Array.isArray(representations))
    return [...namesIn(operation.selectionSet, undefined, scope).keys()].map((name) => [name]);

  const byType = new Map<string, readonly string[]>();
  return representations.flatMap((representation: unknown, index): Path[] => {
    const type = typeOf(representation);
    const names = byType.get(type) ?? entityFields(operation.selectionSet, type, scope);
    byType.set(type, names);
    return names.length === 0 ? [['_entities', index]] : names.map((name) => ['_entities', index, name]);
  });
}

interface Scope {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly schema: GraphQLSchema | undefined;
}

const typeOf = (representation: unknown): string =>
  typeof representation === 'object' && representation !== null && '__typename' in representation
    ? String(representation.__typename)
    : '';

function entityFields(root: SelectionSetNode, type: string, scope: Scope): readonly string[] {
  const entities = root.selections.find(
    (selection) => selection.kind === Kind.FIELD && selection.name.value === '_entities',
  );
  if (entities?.kind !== Kind.FIELD || entities.selectionSet === undefined) return [];
  const asked = namesIn(entities.selectionSet, type, scope);
  const definition = scope.schema?.getType(type);
  const known = isObjectType(definition) ? definition.getFields() : {};
  const required = [...asked].find(([, field]) => isNonNullType(known[field]?.type));
  return required === undefined ? [...asked.keys()] : [required[0]];
}

/** Response names, with the fields they stand for, that a selection asks of `type`, or of any type where that is undefined. */
function namesIn(set: SelectionSetNode, type: string | undefined, scope: Scope): Map<string, string> {
  const names = new Map<string, string>();
  const collect = (selection: SelectionNode): void => {
    if (!isIncluded(selection, scope)) return;
    if (selection.kind === Kind.FIELD) {
      if (selection.name.value !== '__typename')
        names.set((selection.alias ?? selection.name).value, selection.name.value);
      return;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : scope.fragments.get(selection.name.value);
    const condition = fragment?.typeCondition?.name.value;
    if (
      fragment !== undefined &&
      (type === undefined || condition === undefined || covers(condition, type, scope.schema))
    ) {
      fragment.selectionSet.selections.forEach(collect);
    }
  };
  set.selections.forEach(collect);
  return names;
}

const isIncluded = (selection: SelectionNode, { variables }: Scope): boolean =>
  getDirectiveValues(GraphQLSkipDirective, selection, variables)?.['if'] !== true &&
  getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.['if'] !== false;

function covers(condition: string, type: string, schema: GraphQLSchema | undefined): boolean {
  if (condition === type) return true;
  const wider = schema?.getType(condition);
  const narrower = schema?.getType(type);
  return isAbstractType(wider) && isObjectType(narrower) && schema?.isSubType(wider, narrower) === true;
}
