import { buildSchema, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { Visitor, parseSync } from 'oxc-parser';
import { describe, expect, test } from 'vitest';
import { composeGraph } from '../../tools/graph.ts';
import { filesLike, textOf } from './source-files.ts';

/** Names that the graph shares with GraphQL, HTTP, JSON and JavaScript, or with the Relay convention, and that say nothing of the business. */
const COMMON = new Set(
  (
    'id name code type field message status at first role ok detail user users login node nodes number after input search ' +
    'operation operations token tokens Tokens available from to start buckets'
  ).split(' '),
);

const schema = buildSchema(composeGraph().api);
const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
const GRAPHQL = ['Query', 'Mutation', 'String', 'Int', 'Boolean', 'ID', 'Float'];
const typeNames = new Set(
  types.filter(({ name }) => !GRAPHQL.includes(name) && !COMMON.has(name)).map(({ name }) => name),
);
const fieldNames = new Set(
  types
    .flatMap((type) => {
      if (isInputObjectType(type)) return Object.keys(type.getFields());
      if (!isObjectType(type) && !isInterfaceType(type)) return [];
      return Object.values(type.getFields()).flatMap(({ name, args }) => [
        name,
        ...args.map((argument) => argument.name),
      ]);
    })
    .filter((name) => !COMMON.has(name)),
);

/** Names of the business in a file's texts, regular expressions and names of properties; comments do not count. */
function businessIn(path: string, source: string): string[] {
  const found = new Set<string>();
  const look = (text: unknown): void => {
    // The names of metrics, which Prometheus wants to end in `_total` and the like.
    if (/^ordergraph_router_[a-z_]+$/.test(String(text))) return;
    for (const word of String(text).split(/[^A-Za-z]+/))
      if (typeNames.has(word) || fieldNames.has(word)) found.add(word);
  };
  const { program } = parseSync(path, source);
  new Visitor({
    Literal: (node) => look('regex' in node ? node.regex.pattern : node.value),
    TemplateElement: ({ value }) => look(value.cooked),
    Property: ({ key }) => {
      if (key.type === 'Identifier') look(key.name);
    },
    MemberExpression: ({ property }) => {
      if (property.type === 'Identifier') look(property.name);
    },
  }).visit(program);
  return [...found];
}

describe('the router knows no business', () => {
  const files = filesLike('router/**/*.ts').filter(
    (file) => !file.startsWith('router/playground/') && !file.endsWith('.test.ts'),
  );

  test('so that none of its files names a type, field or argument of the graph', () => {
    expect(files.length).toBeGreaterThan(15);
    const found = files.flatMap((file) => businessIn(file, textOf(file)).map((name) => `${file}: ${name}`));
    expect(found).toEqual([]);
  });

  test.for([
    [`const ranges = new Map([['quantity', 100]]);`, ['quantity']],
    [`const max = { onHand: 1 };`, ['onHand']],
    [`if (input.lines.length > 100) refuse();`, ['lines']],
    ['const rule = /^MoneyInput$/;', ['MoneyInput']],
    ['const text = `{ me { ${rest} } }`;', ['me']],
    ['// an order of 100 lines\nconst size = 100;', []],
  ] as const)('and %s would be found out', ([source, names]) => {
    expect(businessIn('router/a.ts', source)).toEqual(names);
  });
});
