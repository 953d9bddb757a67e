import { Kind, getNamedType, isAbstractType, isCompositeType, isUnionType, parse, print, visit } from 'graphql';
import type {
  DocumentNode,
  FieldNode,
  GraphQLCompositeType,
  GraphQLSchema,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import { isCondition } from './conditions.ts';
import { fragmentsOf } from './shape.ts';

/** Names under which the planner reads fields that it adds to a client's selection: keys, required fields and `__typename`. */
export interface PlannerNames {
  /** Whether it reads a field of this name. */
  has(name: string): boolean;
  /** Whether it reads this field with arguments of its own. */
  hasArguments(name: string): boolean;
}

/** Finds them in a supergraph: they stand in the `key` and `requires` of its join directives. */
export function plannerNamesOf(supergraph: DocumentNode): PlannerNames {
  const names = new Set(['__typename']);
  const withArguments = new Set<string>();
  const add = (fields: string): void => {
    visit(parse(`{ ${fields} }`, { noLocation: true }), {
      Field: ({ name, arguments: given = [] }) => {
        names.add(name.value);
        if (given.length > 0) withArguments.add(name.value);
      },
    });
  };
  visit(supergraph, {
    Directive: ({ name, arguments: given = [] }) => {
      if (name.value !== 'join__type' && name.value !== 'join__field') return;
      for (const { name: argument, value } of given)
        if ((argument.value === 'key' || argument.value === 'requires') && value.kind === Kind.STRING) add(value.value);
    },
  });
  return { has: (name) => names.has(name), hasArguments: (name) => withArguments.has(name) };
}

/** A client's document as it is planned, and how to get from its names to the client's and back. */
export interface RenamedDocument {
  readonly document: DocumentNode;
  /** The name under which a field of the client's document stands in the data. */
  readonly keyOf: (field: FieldNode) => string;
  /** What the client calls a field of the data. */
  readonly clientNameOf: (key: string) => string;
}

/** Response names of ours, and those that the planner makes up for fields of abstract types. */
const RESERVED = /^_own\d|__alias_/;
const TYPENAME: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * Rewrites a valid document so that the planner plans it rightly:
 * - Each field that a client calls as the planner calls another one, such as `id: username`, gets a name of the router's own: keys, types and
 *   required fields are read under their own names in any case.
 * - Fields that the graph answers about itself are left out: the router answers them, and the planner does not know all of them.
 * - An object of which everything may be left out is asked for its type: the planner would not ask for it, which looks like null.
 * - Fragments stand where they are spread, and those that no object can fit are left out: the planner asks for them without their keys.
 */
export function renameForPlanner(client: DocumentNode, schema: GraphQLSchema, planner: PlannerNames): RenamedDocument {
  const fragments = fragmentsOf(client);
  const keys = new Map<FieldNode, string>();
  const keyByUse = new Map<string, string>();
  const clientNames = new Map<string, string>();

  const renamed = (node: FieldNode): FieldNode => {
    const name = (node.alias ?? node.name).value;
    if (!isTaken(name, node, planner)) return node;
    const use = `${name} ${node.name.value} ${(node.arguments ?? []).map(print).toSorted().join()}`;
    const key = keyByUse.get(use) ?? `_own${keyByUse.size}`;
    keyByUse.set(use, key);
    keys.set(node, key);
    clientNames.set(key, name);
    return { ...node, alias: { kind: Kind.NAME, value: key } };
  };
  const ofField = (node: FieldNode, type: GraphQLCompositeType): SelectionNode[] => {
    if (node.name.value === '__schema' || node.name.value === '__type') return [];
    const field = isUnionType(type) ? undefined : type.getFields()[node.name.value];
    const inner = field && getNamedType(field.type);
    if (node.selectionSet === undefined || !isCompositeType(inner)) return [renamed(node)];
    return [{ ...renamed(node), selectionSet: ofSet(node.selectionSet, inner, objectsOf(inner, schema)) }];
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
      return [
        {
          kind: Kind.INLINE_FRAGMENT,
          ...(typeCondition && { typeCondition }),
          ...(node.directives && { directives: node.directives }),
          selectionSet: ofSet(selectionSet, on, fitting),
        },
      ];
    });
    return { ...set, selections: selections.every(isConditional) ? [...selections, TYPENAME] : selections };
  };
  const definitions = client.definitions.flatMap((definition) => {
    const root = definition.kind === Kind.OPERATION_DEFINITION ? schema.getRootType(definition.operation) : undefined;
    if (definition.kind !== Kind.OPERATION_DEFINITION || !root) return [];
    return [{ ...definition, selectionSet: ofSet(definition.selectionSet, root, objectsOf(root, schema)) }];
  });
  return {
    document: { kind: Kind.DOCUMENT, definitions },
    keyOf: (field) => keys.get(field) ?? (field.alias ?? field.name).value,
    clientNameOf: (key) => clientNames.get(key) ?? key,
  };
}

const objectsOf = (type: GraphQLCompositeType, schema: GraphQLSchema): ReadonlySet<string> =>
  new Set(isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [type.name]);

const isConditional = ({ directives }: SelectionNode): boolean => directives?.some(isCondition) === true;

/** Whether a client uses a name for something else than what the planner reads under it. */
function isTaken(name: string, node: FieldNode, planner: PlannerNames): boolean {
  if (RESERVED.test(name)) return true;
  if (!planner.has(name)) return false;
  return name !== node.name.value || planner.hasArguments(name) || (node.arguments ?? []).length > 0;
}
