import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import * as generated from './generated/graphql.ts';
import { textOf } from './document.ts';

const WITH_EVERYTHING = `
  query Everything($a: [ID!]! = ["x"] @d, $b: Boolean = true) @d(list: [1, -2.5e3, "q\\"\\n\\u00e9", """block "x" """, null, ENUM, { a: { b: $a } }]) {
    alias: product(id: $a) @skip(if: $b) { ...F @include(if: $b) ... on Product @d { id } ... { sku } ... @d { name } }
    me { id }
  }
  mutation { logout(refreshToken: "r") { ok } }
  subscription S { me { id } }
  fragment F on Product @d { id price { amount } }
`;

const documents = [
  ['one with everything', WITH_EVERYTHING] as const,
  ...Object.entries(generated).flatMap(([name, value]) =>
    typeof value === 'object' ? [[name, String(value)] as const] : [],
  ),
];

describe('a parsed document is written as a text that means the same', () => {
  test.each(documents)('%s', (_, text) => {
    const document = parse(text, { noLocation: true });
    // Whether a string stood in a block is all that may be forgotten.
    const meaning = (node: unknown): unknown =>
      JSON.parse(JSON.stringify(node).replaceAll(/"block":(true|false)/g, '"block":0'));
    expect(meaning(parse(textOf(document), { noLocation: true }))).toEqual(meaning(document));
  });

  test('a text stays as it is', () => {
    expect(textOf('{ me { id } }')).toBe('{ me { id } }');
    expect(textOf(generated.MeDocument)).toContain('query Me');
  });

  test('a schema is refused', () => {
    expect(() => textOf(parse('type Query { a: Int }'))).toThrow('ObjectTypeDefinition has no place');
  });
});
