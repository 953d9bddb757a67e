import {
  astFromValue,
  buildSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  print,
} from 'graphql';
import type { GraphQLArgument, GraphQLField, GraphQLInputField, GraphQLNamedType, GraphQLType } from 'graphql';

const HEAD = `# The graph

All operations and types of the graph. \`npm run docs:api\` generates this page from the descriptions in
\`subgraphs/*/schema.graphql\`; change those.

See also [the errors of each operation](operations.md), [what each code means](errors.md), [who may see and do what](access.md) and
[how to repeat a call safely](idempotency.md).
`;

/** The anchor of a type or operation. */
const anchorOf = (kind: 'query' | 'mutation' | 'type', name: string): string => `${kind}-${name.toLowerCase()}`;

/** A description as one line of a table or a paragraph. */
const sentence = (text: string | null | undefined): string =>
  (text ?? '').replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', String.raw`\|`);

/** A type reference, linked to its description, except for GraphQL's own scalars. */
function typeLink(type: GraphQLType): string {
  const named = getNamedType(type);
  const written = `\`${String(type)}\``;
  return isSpecifiedScalarType(named) ? written : `[${written}](#${anchorOf('type', named.name)})`;
}

/** The default value of an argument or input field. */
function defaultOf({ defaultValue, type }: GraphQLArgument | GraphQLInputField): string {
  if (defaultValue === undefined) return '';
  const value = astFromValue(defaultValue, type);
  return value == null ? '' : `, \`${print(value)}\` where it is left out`;
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const inputTable = (first: string, inputs: readonly (GraphQLArgument | GraphQLInputField)[]): string =>
  table(
    [first, 'type', 'meaning'],
    inputs.map((input) => [
      `\`${input.name}\``,
      `${typeLink(input.type)}${defaultOf(input)}`,
      sentence(input.description),
    ]),
  );

const section = (level: number, title: string, anchor: string, parts: readonly string[]): string =>
  [
    `<a id="${anchor}"></a>\n`,
    `${'#'.repeat(level)} ${title}\n`,
    parts.filter((part) => part !== '').join('\n\n'),
  ].join('\n');

function operationSection(kind: 'query' | 'mutation', field: GraphQLField<unknown, unknown>): string {
  return section(3, field.name, anchorOf(kind, field.name), [
    sentence(field.description),
    field.args.length === 0 ? '' : inputTable('argument', field.args),
    `Gives ${typeLink(field.type)}.`,
  ]);
}

/** A field of an object; its arguments follow it as rows of their own. */
const fieldRows = (field: GraphQLField<unknown, unknown>): string[][] => [
  [`\`${field.name}\``, typeLink(field.type), sentence(field.description)],
  ...field.args.map((argument) => [
    `↳ \`${argument.name}\``,
    `${typeLink(argument.type)}${defaultOf(argument)}`,
    sentence(argument.description),
  ]),
];

function typeSection(type: GraphQLNamedType): string {
  const parts = [sentence(type.description)];
  if (isObjectType(type))
    parts.push(table(['field', 'type', 'meaning'], Object.values(type.getFields()).flatMap(fieldRows)));
  if (isInputObjectType(type)) parts.push(inputTable('field', Object.values(type.getFields())));
  if (isEnumType(type)) {
    const values = type.getValues().map(({ name, description }) => [`\`${name}\``, sentence(description)]);
    parts.push(table(['value', 'meaning'], values));
  }
  return section(3, type.name, anchorOf('type', type.name), parts);
}

/** A line of links to operations or types. */
const contents = (
  title: string,
  kind: 'query' | 'mutation' | 'type',
  of: readonly { readonly name: string }[],
): string => `**${title}:** ${of.map(({ name }) => `[${name}](#${anchorOf(kind, name)})`).join(' · ')}`;

/** The documentation of the graph as a page of Markdown. `sdl` is what a client sees, with its descriptions. */
export function apiDocument(sdl: string): string {
  const schema = buildSchema(sdl);
  const queries = Object.values(schema.getQueryType()?.getFields() ?? {});
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
  const roots = new Set<GraphQLNamedType | null | undefined>([schema.getQueryType(), schema.getMutationType()]);
  const types = Object.values(schema.getTypeMap())
    .filter((type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type) && !roots.has(type))
    .toSorted(({ name: a }, { name: b }) => (a < b ? -1 : 1));
  const groups = [
    { title: 'Objects', members: types.filter((type) => isObjectType(type)) },
    { title: 'Inputs', members: types.filter((type) => isInputObjectType(type)) },
    { title: 'Enums', members: types.filter((type) => isEnumType(type)) },
    { title: 'Scalars', members: types.filter((type) => isScalarType(type)) },
  ];
  const parts = [
    HEAD,
    contents('Queries', 'query', queries),
    contents('Mutations', 'mutation', mutations),
    ...groups.map(({ title, members }) => contents(title, 'type', members)),
    '## Queries',
    ...queries.map((field) => operationSection('query', field)),
    '## Mutations',
    ...mutations.map((field) => operationSection('mutation', field)),
    ...groups.flatMap(({ title, members }) => [`## ${title}`, ...members.map(typeSection)]),
  ];
  return `${parts.join('\n\n').replaceAll(/\n{3,}/g, '\n\n')}\n`;
}
