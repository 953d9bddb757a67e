import {
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  OperationTypeNode,
  getDirectiveValues,
  getNamedType,
  getOperationAST,
  isAbstractType,
  isCompositeType,
  isUnionType,
  print,
  separateOperations,
  visit,
} from 'graphql';
import type {
  ArgumentNode,
  DirectiveNode,
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLCompositeType,
  GraphQLSchema,
  NameNode,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import type { JsonObject } from './data.ts';
import type { Graph } from './graph.ts';

/** Fragments by name. */
export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** The fragments of a document. */
export const fragmentsOf = ({ definitions }: DocumentNode): Fragments =>
  new Map(
    definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );

/** An operation with the fragments that it uses. */
export interface OperationSource {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Fragments;
}

/** Finds the operation of a name, or the only one. Throws where there is none. */
export function sourceOf(document: DocumentNode, name?: string): OperationSource {
  const operation = getOperationAST(document, name);
  if (!operation) throw new Error('The document has no such operation');
  const own = separateOperations(document)[operation.name?.value ?? ''] ?? document;
  return { document: own, operation, fragments: fragmentsOf(own) };
}

const isCondition = ({ name }: DirectiveNode): boolean =>
  name.value === GraphQLSkipDirective.name || name.value === GraphQLIncludeDirective.name;

/** Values of the variables that `@skip` and `@include` depend on. */
export type Conditions = Readonly<Record<string, boolean>>;

/** Reads the conditions of an operation from the variables of a request. */
export function createConditions({ document, operation }: OperationSource): (variables: JsonObject) => Conditions {
  const defaults = new Map<string, boolean>();
  visit(document, {
    Directive(directive) {
      const value = directive.arguments?.[0]?.value;
      if (!isCondition(directive) || value?.kind !== Kind.VARIABLE) return;
      const name = value.name.value;
      const definition = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
      defaults.set(name, definition?.defaultValue?.kind === Kind.BOOLEAN && definition.defaultValue.value);
    },
  });
  return (variables) =>
    Object.fromEntries(
      [...defaults].map(([name, value]) => [name, Object.hasOwn(variables, name) ? variables[name] === true : value]),
    );
}

/** The operation without what its conditions leave out, and without conditions: the planner mixes up what is required under different ones. */
export function applyConditions(source: OperationSource, conditions: Conditions): OperationSource {
  const enter = (node: SelectionNode): SelectionNode | null | undefined => {
    if (getDirectiveValues(GraphQLSkipDirective, node, conditions)?.['if'] === true) return null;
    if (getDirectiveValues(GraphQLIncludeDirective, node, conditions)?.['if'] === false) return null;
    const others = node.directives?.filter((directive) => !isCondition(directive)) ?? [];
    return others.length === node.directives?.length ? undefined : { ...node, directives: others };
  };
  const document = visit(source.document, { Field: enter, InlineFragment: enter, FragmentSpread: enter });
  return document === source.document ? source : sourceOf(document, source.operation.name?.value);
}

const TYPENAME: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * Rewrites a valid operation without conditions so that the planner plans it rightly, as documents that are planned one after the other. `keyOf` returns
 * the name that a field of the client's has in the data; `root` is the type that the operation asks.
 * - Each field of a mutation is a document of its own, so that what it answers is read before the next runs: the planner asks a service for neighbours at
 *   once, and follows up later (GraphQL specification, "Normal and Serial Execution").
 * - Whatever clients call their fields, a name in the data stands for one value: a field's own for what the planner reads under it or, otherwise, for
 *   the first arguments and directives that it is asked for with. With others it gets a name of the router's.
 * - All aliases of a value share its name: a hundred of them are fetched once. An object has one for each alias, under which alone it may be null.
 * - Fields that the graph answers about itself are left out: the router answers them, and the planner does not know all of them.
 * - An object of which everything is left out is asked for its type: the planner would not ask for it, which looks like null.
 * - Fragments are written out where they are spread, and those that no object can fit are left out: the planner asks for them without their keys.
 */
export function renameForPlanner(
  { operation, fragments }: OperationSource,
  { schema, plannerNames }: Pick<Graph, 'schema' | 'plannerNames'>,
) {
  const keys = new Map<FieldNode, string>();
  const keyByUse = new Map<string, string>();
  const valueByName = new Map([...plannerNames].map(([name, hasArguments]) => [name, hasArguments ? '' : `${name} `]));

  const renamed = (node: FieldNode, type: GraphQLCompositeType): FieldNode => {
    const name = node.name.value;
    // A field under its own name as an alias is the same as without it.
    const alias = node.alias?.value === name ? undefined : node.alias?.value;
    const given = (node.arguments ?? []).toSorted(byName).map(inOrder);
    const { alias: _, ...unnamed } = { ...node, arguments: given };
    // A mutation runs as often as it is asked for.
    const isValue = node.selectionSet === undefined && type !== schema.getMutationType();
    // Directives of the graph's own may change a value. Objects do not share one.
    const directives = isValue ? (node.directives ?? []) : [];
    const value = `${name} ${[...given, ...directives].map(print).join()}`;
    const isFirst = (valueByName.get(name) ?? value) === value;
    if (isFirst && (alias === undefined || isValue) && !isReserved(name)) {
      valueByName.set(name, value);
      keys.set(node, name);
      return unnamed;
    }
    const use = `${isValue ? type.name : (alias ?? name)} ${value}`;
    const key = keyByUse.get(use) ?? `_own${keyByUse.size}`;
    keyByUse.set(use, key);
    keys.set(node, key);
    return { ...unnamed, alias: { kind: Kind.NAME, value: key } };
  };
  const ofField = (node: FieldNode, type: GraphQLCompositeType): SelectionNode[] => {
    if (node.name.value === '__schema' || node.name.value === '__type') return [];
    const field = isUnionType(type) ? undefined : type.getFields()[node.name.value];
    const inner = field && getNamedType(field.type);
    const own = renamed(node, type);
    if (node.selectionSet === undefined || !isCompositeType(inner)) return [own];
    return [{ ...own, selectionSet: ofSet(node.selectionSet, inner, objectsOf(inner, schema)) }];
  };
  /** `objects` are the names of the types that an object here can have, by all conditions around it. */
  const ofSet = (set: SelectionSetNode, type: GraphQLCompositeType, objects: ReadonlySet<string>): SelectionSetNode => {
    const selections = set.selections.flatMap((node): SelectionNode[] => {
      if (node.kind === Kind.FIELD) return ofField(node, type);
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node;
      const condition = fragment?.typeCondition && schema.getType(fragment.typeCondition.name.value);
      const on = isCompositeType(condition) ? condition : type;
      const fitting = objectsOf(on, schema).intersection(objects);
      if (fragment === undefined || fitting.size === 0) return [];
      const { typeCondition, selectionSet } = fragment;
      const inner = ofSet(selectionSet, on, fitting);
      return [{ kind: Kind.INLINE_FRAGMENT, ...(typeCondition && { typeCondition }), selectionSet: inner }];
    });
    return { ...set, selections: selections.length === 0 ? [TYPENAME] : selections };
  };
  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error(`The graph has no ${operation.operation}`);
  const { selections, ...set } = ofSet(operation.selectionSet, root, objectsOf(root, schema));
  const isMutation = operation.operation === OperationTypeNode.MUTATION;
  const parts = isMutation ? Map.groupBy(fieldsIn(selections), nameOf).values() : [selections];
  return {
    root,
    documents: Array.from(parts, (part): DocumentNode => {
      const definition = { ...operation, selectionSet: { ...set, selections: part } };
      return renameVariables({ kind: Kind.DOCUMENT, definitions: [definition] });
    }),
    keyOf: (field: FieldNode): string => keys.get(field) ?? nameOf(field),
  };
}

const nameOf = ({ alias, name }: FieldNode): string => (alias ?? name).value;

/** The fields of a mutation, but its type's name, which is known. */
const fieldsIn = (selections: readonly SelectionNode[]): readonly FieldNode[] =>
  selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return node.name.value === '__typename' ? [] : [node];
    return node.kind === Kind.INLINE_FRAGMENT ? fieldsIn(node.selectionSet.selections) : [];
  });

/** What a variable is called in a plan: never `representations`, which lists the entities of a question, nor `__proto__`. */
export const variableName = (name: string): string => `_${name}`;

/** A document with its variables called so. */
export const renameVariables = (document: DocumentNode): DocumentNode =>
  visit(document, {
    Variable: { leave: (node) => ({ ...node, name: { ...node.name, value: variableName(node.name.value) } }) },
  });

const byName = (one: { readonly name: NameNode }, other: { readonly name: NameNode }): number =>
  one.name.value < other.name.value ? -1 : 1;
/** The fields of an input object have no order: equal arguments are written alike. */
const inOrder = (argument: ArgumentNode): ArgumentNode =>
  visit(argument, { ObjectValue: { leave: (object) => ({ ...object, fields: object.fields.toSorted(byName) }) } });

const objectsOf = (type: GraphQLCompositeType, schema: GraphQLSchema): ReadonlySet<string> =>
  new Set(isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [type.name]);

/** Names that the planner makes up, and that every object has, such as `constructor`. */
const isReserved = (name: string): boolean => /^_own\d|__alias_/.test(name) || name in Object.prototype;
