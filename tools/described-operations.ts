import { plugin as typescriptOperations } from '@graphql-codegen/typescript-operations';
import { getNamedType, isObjectType, Kind, type GraphQLNamedType } from 'graphql';
import { parseSync, Visitor } from 'oxc-parser';

type FindType = (name: string) => GraphQLNamedType | null | undefined;

/** A plugin of GraphQL's code generator: typescript-operations, with the schema's descriptions on the fields of results. */
export const plugin: typeof typescriptOperations = async (schema, documents, config, info) => {
  const output = await typescriptOperations(schema, documents, config, info);
  const definitions = documents.flatMap(({ document }) => document?.definitions ?? []);
  const conditions = new Map(
    definitions.flatMap((node): [string, GraphQLNamedType | undefined][] =>
      node.kind === Kind.FRAGMENT_DEFINITION
        ? [[`${node.name.value}Fragment`, schema.getType(node.typeCondition.name.value)]]
        : [],
    ),
  );
  const typeOf: FindType = (name) => {
    if (name.endsWith('Query')) return schema.getQueryType();
    return name.endsWith('Mutation') ? schema.getMutationType() : conditions.get(name);
  };
  return { ...output, content: describe(output.content, typeOf) };
};

/** Writes a comment before each property that is a field of the graph. A field under another name (`first: orders`) gets none. */
function describe(code: string, typeOf: FindType): string {
  const comments: { readonly at: number; readonly text: string }[] = [];
  const inside: ReturnType<FindType>[] = [];
  new Visitor({
    TSTypeAliasDeclaration: ({ id }) => void inside.push(typeOf(id.name)),
    'TSTypeAliasDeclaration:exit': () => void inside.pop(),
    TSPropertySignature: ({ key, start }) => {
      const type = inside.at(-1);
      const field = isObjectType(type) && key.type === 'Identifier' ? type.getFields()[key.name] : undefined;
      inside.push(field && getNamedType(field.type));
      if (field?.description == null) return;
      const indentation = code.slice(code.lastIndexOf('\n', start) + 1, start);
      comments.push({ at: start, text: `/** ${field.description.replaceAll('\n', ' ')} */\n${indentation}` });
    },
    'TSPropertySignature:exit': () => void inside.pop(),
  }).visit(parseSync('types.ts', code).program);
  return comments
    .toReversed()
    .reduce((text, { at, text: comment }) => text.slice(0, at) + comment + text.slice(at), code);
}
