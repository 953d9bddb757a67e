import { globSync, readFileSync } from 'node:fs';
import type { CodegenConfig } from '@graphql-codegen/cli';
import { Kind, parse } from 'graphql';
import { composeGraph, type Service } from './tools/graph.ts';

/**
 * Which types of the graph a resolver gets as its parent in a form of the service's own, `<Type>Parent` in the service's
 * context.ts. All others are passed on in the shape that the graph has.
 */
const MAPPED: Record<Service, readonly string[]> = {
  users: ['User'],
  accounts: ['User', 'Order', 'Account', 'Operation', 'Payment', 'Money'],
  products: ['Product', 'Reservation', 'Order', 'Money'],
  orders: ['Order', 'OrderLine', 'OrderEvent', 'User', 'Product', 'Money'],
  notifications: ['Notification', 'User', 'Order'],
};

/** What the platform's scalars turn the text on the wire into, and what they take. */
const SCALARS = {
  ID: 'string',
  DateTime: 'Date',
  Decimal: 'string',
  Currency: 'string',
  EmailAddress: 'string',
  _FieldSet: 'string',
};

const resolvers = Object.entries(MAPPED).map(([service, types]): [string, CodegenConfig['generates'][string]] => [
  `subgraphs/${service}/generated/resolvers.ts`,
  {
    schema: `subgraphs/${service}/schema.graphql`,
    plugins: ['typescript', 'typescript-resolvers'],
    config: {
      federation: true,
      contextType: '../context.ts#Context',
      mappers: Object.fromEntries(types.map((type) => [type, `../context.ts#${type}Parent`])),
      scalars: SCALARS,
      strictScalars: true,
      enumsAsTypes: true,
      useTypeImports: true,
      maybeValue: 'T | null | undefined',
      // A query or mutation without a resolver is a type error; other fields may be plain properties of their parent.
      avoidOptionals: { query: true, mutation: true },
    },
  },
]);

/** Types and texts of operations, as strings: clients need no GraphQL library. Result types carry the descriptions of the schema. */
const operations = (documents: string, more: object = {}): CodegenConfig['generates'][string] => ({
  schema: composeGraph().api,
  documents,
  plugins: ['tools/described-operations.ts', 'typed-document-node'],
  config: {
    documentMode: 'string',
    // What is never used may be left out by a bundler.
    pureMagicComment: true,
    scalars: { ...SCALARS, DateTime: 'string' },
    strictScalars: true,
    useTypeImports: true,
    inlineFragmentTypes: 'combine',
    printFieldsOnNewLines: true,
    ...more,
  },
});

/** The client's fragments and their types, for operations elsewhere that use them. */
function withClientFragments(documents: string, outputPath: string): CodegenConfig['generates'][string] {
  const text = readFileSync(documents, 'utf8');
  const fragments = globSync('client/operations/*.graphql')
    .toSorted()
    .flatMap((file) => parse(readFileSync(file, 'utf8')).definitions)
    .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
    .map((node) => ({ node, name: node.name.value, onType: node.typeCondition.name.value, isExternal: true }));
  const path = 'client/generated/graphql.ts';
  const fragmentImports = fragments
    .filter(({ name }) => text.includes(`...${name}`))
    .map(({ name }) => ({
      baseDir: '.',
      outputPath,
      importSource: { path, identifiers: [{ name: `${name}Fragment`, kind: 'type' }] },
      importExtension: '.ts',
      typesImport: true,
    }));
  return operations(documents, { importSchemaTypesFrom: path, externalFragments: fragments, fragmentImports });
}

const config: CodegenConfig = {
  silent: true,
  importExtension: '.ts',
  generates: {
    ...Object.fromEntries(resolvers),
    // For those who write operations of their own: it goes out with the client.
    'client/generated/schema.graphql': {
      schema: composeGraph().api,
      plugins: ['schema-ast'],
    },
    'client/generated/error-codes.ts': { schema: composeGraph().api, plugins: ['tools/error-codes.ts'] },
    'client/generated/graphql.ts': operations('client/operations/*.graphql'),
    'console/generated/graphql.ts': withClientFragments(
      'console/operations/console.graphql',
      'console/generated/graphql.ts',
    ),
  },
};

export default config;
