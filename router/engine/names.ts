import { Kind, parse, print, visit } from 'graphql';
import type { DocumentNode, FieldNode, SelectionNode } from 'graphql';
import { isCondition } from './conditions.ts';

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
 * Gives a name of the router's own to each field that a client calls as the planner calls another one, such as `id: username`: keys, types
 * and required fields are read under their own names in any case. Fields that the graph answers about itself are left out: the router
 * answers them, and the planner does not know all of them. An object of which everything may be left out is asked for its type.
 */
export function renameForPlanner(client: DocumentNode, planner: PlannerNames): RenamedDocument {
  const keys = new Map<FieldNode, string>();
  const keyByUse = new Map<string, string>();
  const clientNames = new Map<string, string>();
  const document = visit(client, {
    FragmentDefinition: ({ typeCondition }) => (typeCondition.name.value.startsWith('__') ? null : undefined),
    Field: (node): FieldNode | null | undefined => {
      const field = node.name.value;
      if (field === '__schema' || field === '__type') return null;
      const name = node.alias?.value ?? field;
      if (!isTaken(name, node, planner)) return undefined;
      const use = `${name} ${field} ${(node.arguments ?? []).map(print).toSorted().join()}`;
      const key = keyByUse.get(use) ?? `_own${keyByUse.size}`;
      keyByUse.set(use, key);
      keys.set(node, key);
      clientNames.set(key, name);
      return { ...node, alias: { kind: Kind.NAME, value: key } };
    },
    SelectionSet: {
      leave: (node) =>
        node.selections.every(isConditional) ? { ...node, selections: [...node.selections, TYPENAME] } : undefined,
    },
  });
  return {
    document,
    keyOf: (field) => keys.get(field) ?? (field.alias ?? field.name).value,
    clientNameOf: (key) => clientNames.get(key) ?? key,
  };
}

/** The planner asks for no object of which everything is left out on a condition; it would look like null. */
const isConditional = ({ directives }: SelectionNode): boolean => directives?.some(isCondition) === true;

/** Whether a client uses a name for something else than what the planner reads under it. */
function isTaken(name: string, node: FieldNode, planner: PlannerNames): boolean {
  if (RESERVED.test(name)) return true;
  if (!planner.has(name)) return false;
  return name !== node.name.value || planner.hasArguments(name) || (node.arguments ?? []).length > 0;
}
