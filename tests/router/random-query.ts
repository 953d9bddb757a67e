import { GraphQLNonNull, getNamedType, isCompositeType, isUnionType } from 'graphql';
import type { GraphQLCompositeType, GraphQLField, GraphQLSchema } from 'graphql';
import fc from 'fast-check';

const DEPTH_MAX = 6;
const FIELDS_MAX = 4;
const ID = '"01900000-0000-7000-8000-000000000001"';

/** Variables of every random query, all of them for `@skip` and `@include`. */
const VARIABLES = '($yes: Boolean! = true, $no: Boolean! = false, $maybe: Boolean!)';

/** Queries that are valid on a graph: nested, aliased, spread over fragments, with fields asked twice and left out by condition. */
export const randomQuery = (schema: GraphQLSchema): fc.Arbitrary<string> =>
  fc.array(fc.nat({ max: 1_000_000 }), { minLength: 40, maxLength: 160, size: 'max' }).map((choices) => {
    let at = 0;
    // When the choices have run out, the smallest is taken, so that every query ends.
    const choose = (count: number): number => (choices[at++] ?? 0) % Math.max(count, 1);
    const root = schema.getQueryType();
    if (root === null || root === undefined) throw new Error('There is no query type');
    const all = 'a: __typename @include(if: $yes) @skip(if: $no) b: __typename @include(if: $maybe)';
    return `query Random${VARIABLES} { ${all} ...Rest } fragment Rest on Query ${selection(root, 0, { choose, schema })}`;
  });

interface Choosing {
  readonly choose: (count: number) => number;
  readonly schema: GraphQLSchema;
}

function selection(type: GraphQLCompositeType, depth: number, choosing: Choosing): string {
  const { choose } = choosing;
  const fields = isUnionType(type) ? [] : Object.values(type.getFields()).filter(isUsable);
  const shallow = fields.filter((field) => !isCompositeType(getNamedType(field.type)));
  const usable = depth >= DEPTH_MAX ? shallow : fields;
  const parts = Array.from({ length: 1 + choose(FIELDS_MAX) }, () => {
    const field = usable[choose(usable.length)];
    const text = field === undefined ? '__typename' : fieldText(field, depth, choosing);
    return [
      text,
      `... on ${type.name}${condition(choose)} { ${text} }`,
      `...${condition(choose)} { ${text} }`,
      '__typename',
    ][[0, 0, 0, 0, 0, 1, 2, 3][choose(8)] ?? 0];
  });
  // The gateway shows null for an object of which everything is left out on a condition; ours is right there (one-schema.test.ts).
  return `{ ${parts.join(' ')} t: __typename }`;
}

function fieldText(field: GraphQLField<unknown, unknown>, depth: number, choosing: Choosing): string {
  const { choose } = choosing;
  const type = getNamedType(field.type);
  const given = field.args.flatMap(({ name }) => {
    if (name === 'id') return [`id: ${ID}`];
    return name === 'first' && choose(2) === 0 ? [`first: ${1 + choose(5)}`] : [];
  });
  const parameters = given.length === 0 ? '' : `(${given.join(', ')})`;
  // A name for a field with its parameters, since two fields of one name must be the same in both. Every object has a `constructor`.
  const unlike = field.name === 'id' ? 'constructor' : `other_${field.name}`;
  const alias = parameters === '' ? ['', '', unlike][choose(3)] : `${field.name}${parameters.replaceAll(/\W/g, '_')}`;
  const name = alias === '' ? '' : `${alias}: `;
  const inner = isCompositeType(type) ? ` ${selection(type, depth + 1, choosing)}` : '';
  return `${name}${field.name}${parameters}${condition(choose)}${inner}`;
}

const condition = (choose: Choosing['choose']): string =>
  ['', '', '', '', '', '', ' @include(if: $yes)', ' @skip(if: $yes)', ' @include(if: $maybe)', ' @skip(if: $no)'][
    choose(10)
  ] ?? '';

const isUsable = ({ args }: GraphQLField<unknown, unknown>): boolean =>
  args.every(({ name, type }) => name === 'id' || !(type instanceof GraphQLNonNull));
