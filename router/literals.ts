import { Kind, visit } from 'graphql';
import type { ASTNode, ArgumentNode, DocumentNode, ValueNode } from 'graphql';

/** A value in a query, and the dotted path under which clients know it: `input.lines.0.quantity`. */
export interface PlacedValue {
  readonly node: ASTNode;
  readonly path: string;
}

/** Every value within an argument, lists and objects before what they hold. */
export function* valuesOf({ name, value }: ArgumentNode): Generator<PlacedValue> {
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
