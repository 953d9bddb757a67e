import { Kind, executeSync } from 'graphql';
import type { DocumentNode, FieldNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { JsonObject } from './json.ts';

/** Answers fields that the graph answers about itself, as JSON; throws where the answer has errors. */
export function introspect(
  schema: GraphQLSchema,
  {
    document,
    operation,
    variables,
  }: { document: DocumentNode; operation: OperationDefinitionNode; variables: JsonObject },
  nodes: readonly FieldNode[],
): string {
  const about: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [
      { ...operation, directives: [], selectionSet: { kind: Kind.SELECTION_SET, selections: nodes } },
      ...document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION),
    ],
  };
  const { data, errors } = executeSync({ schema, document: about, rootValue: {}, variableValues: variables });
  if (errors?.[0] !== undefined) throw errors[0];
  const name = (nodes[0]?.alias ?? nodes[0]?.name)?.value ?? '';
  return JSON.stringify(data?.[name] ?? null);
}
