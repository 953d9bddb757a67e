import {
  NoUnusedVariablesRule,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInputObjectType,
  isNonNullType,
  isObjectType,
  isUnionType,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { GraphQLArgument, GraphQLCompositeType, GraphQLField, GraphQLObjectType, GraphQLSchema } from 'graphql';
import fc from 'fast-check';

const DEPTH_MAX = 5;
const PARTS_MAX = 5;

/** Variables of every random operation. */
const VARIABLES = '($yes: Boolean! = true, $no: Boolean = false, $maybe: Boolean!, $int: Int = 2, $text: String)';

/** Names that are chosen although something else has them: fields of the graph, of every object, and of the engine. */
const AWKWARD = [
  '__typename',
  'id',
  'name',
  '__proto__',
  'constructor',
  'toString',
  '_own0',
  'x__alias_0',
  '_entities',
  'a',
];

/** What the graph says about itself. */
const INTROSPECTION = [
  '__schema { queryType { name } ...About }',
  '__type(name: "Person") { name kind isOneOf fields { name type { ofType { name } } } }',
  'id: __type(name: "Query") { __typename isOneOf }',
  '__typename: __schema { __typename }',
];

/**
 * Operations that are valid on a graph, in which names collide: fields under names of other fields, of keys, of `__typename` and of the
 * engine's own, spread over fragments and left out on conditions.
 */
export const randomOperation = (schema: GraphQLSchema): fc.Arbitrary<string> =>
  fc
    .array(fc.nat({ max: 1_000_000 }), { minLength: 30, maxLength: 200, size: 'max' })
    .map((choices) => operationOf(schema, choices))
    .filter((query) => validate(schema, parse(query), RULES).length === 0);

// A variable that no part happens to use does no harm.
const RULES = specifiedRules.filter((rule) => rule !== NoUnusedVariablesRule);

interface Making {
  readonly choose: (count: number) => number;
  readonly schema: GraphQLSchema;
  /** By what they are on; their names are their places. */
  readonly fragments: { readonly on: string; readonly text: string }[];
}

/** For each response name of an object its meaning, and the same of what is in it. */
type Names = Map<string, { readonly use: string; readonly inner: Names }>;

function operationOf(schema: GraphQLSchema, choices: readonly number[]): string {
  let at = 0;
  // When the choices have run out, the smallest is taken, so that every operation ends.
  const choose = (count: number): number => (choices[at++] ?? 0) % Math.max(count, 1);
  const making: Making = { choose, schema, fragments: [] };
  const mutation = schema.getMutationType();
  const isMutation = mutation && choose(10) === 0;
  const root = isMutation ? mutation : schema.getQueryType();
  if (!root) throw new Error('There is no query type');
  const all = 'u0: __typename @include(if: $yes) @skip(if: $no) u1: __typename @include(if: $maybe)';
  const about = !isMutation && choose(6) === 0 ? (INTROSPECTION[choose(INTROSPECTION.length)] ?? '') : '';
  const body = `{ ${all} ${selection(root, 0, new Map(), making)} ${about} }`;
  const more = about.includes('...About') ? ['fragment About on __Schema { mutationType { name isOneOf } }'] : [];
  const name = choose(2) === 0 ? ' Random' : '';
  return `${isMutation ? 'mutation' : 'query'}${name}${VARIABLES} ${body} ${[...making.fragments.map(({ text }) => text), ...more].join(' ')}`;
}

function selection(type: GraphQLCompositeType, depth: number, names: Names, making: Making): string {
  const { choose } = making;
  return Array.from({ length: 1 + choose(PARTS_MAX) }, () => part(type, depth, names, making)).join(' ');
}

function part(type: GraphQLCompositeType, depth: number, names: Names, making: Making): string {
  const { choose, schema, fragments } = making;
  const kind = choose(10);
  if (kind < 6 || depth >= DEPTH_MAX) return field(type, depth, names, making);
  if (isAbstractType(type) && choose(3) === 0) return likeFields(schema.getPossibleTypes(type), depth, making);
  const others = isAbstractType(type) ? schema.getPossibleTypes(type) : isObjectType(type) ? type.getInterfaces() : [];
  const on = [type, ...others][choose(others.length + 1)] ?? type;
  // On different types one name may mean different things.
  // One that was spread elsewhere, under other names of what is around it.
  const again = fragments.findIndex((fragment) => fragment.on === on.name);
  if (kind === 9 && again >= 0 && choose(2) === 0) return `...F${again}${condition(choose)}`;
  const own = isAbstractType(type) && on !== type && choose(4) === 0 ? new Map(names) : names;
  const inner = selection(on, depth + 1, own, making);
  if (kind < 8) return `... on ${on.name}${condition(choose)} { ${inner} }`;
  if (kind === 8) return `...${condition(choose)} { ${selection(type, depth + 1, names, making)} }`;
  const name = `F${fragments.length}`;
  fragments.push({ on: on.name, text: `fragment ${name} on ${on.name} { ${inner} }` });
  return `...${name}${condition(choose)}`;
}

/** A field that several types have, of each with arguments and a selection of its own: the names mean something else on each type. */
function likeFields(types: readonly GraphQLObjectType[], depth: number, making: Making): string {
  const [first, ...more] = types;
  const shared = Object.values(first?.getFields() ?? {}).filter(({ name }) =>
    more.every((each) => name in each.getFields()),
  );
  const chosen = shared[making.choose(shared.length)]?.name;
  return (
    types
      .flatMap((type) => {
        const own = type.getFields()[chosen ?? ''];
        const of = own && getNamedType(own.type);
        if (own === undefined || depth >= DEPTH_MAX) return [];
        const set = isCompositeType(of) ? ` { ${selection(of, depth + 1, new Map(), making)} }` : '';
        return [
          `... on ${type.name} { ${own.name}${written(parametersOf(own, making.choose), making.choose(2) === 0)}${set} }`,
        ];
      })
      .join(' ') || '__typename'
  );
}

function field(type: GraphQLCompositeType, depth: number, names: Names, making: Making): string {
  const { choose } = making;
  const all = isUnionType(type) ? [] : Object.values(type.getFields());
  const usable = depth >= DEPTH_MAX ? all.filter((each) => !isCompositeType(getNamedType(each.type))) : all;
  const chosen = usable[choose(usable.length + 1)];
  if (chosen === undefined) return named('__typename', [], names, making).text;
  const { text, inner } = named(chosen.name, parametersOf(chosen, choose), names, making);
  const of = getNamedType(chosen.type);
  const set = isCompositeType(of) ? ` { ${selection(of, depth + 1, inner, making)} }` : '';
  return `${text}${condition(choose)}${set}`;
}

/** A field under a name that means nothing else here. */
function named(name: string, parameters: Values, names: Names, { choose }: Making): { text: string; inner: Names } {
  const use = name + written(parameters, false);
  const pool = [name, name, ...names.keys(), ...AWKWARD];
  let response = pool[choose(pool.length)] ?? name;
  if ((names.get(response)?.use ?? use) !== use) response = `u${names.size}_${name}`;
  const known = names.get(response);
  const inner = known?.use === use ? known.inner : new Map();
  names.set(response, { use, inner });
  const text = name + written(parameters, choose(2) === 0);
  return { text: response === name && choose(2) === 0 ? text : `${response}: ${text}`, inner };
}

/** Arguments, or the fields of an input object, with their values. */
type Values = readonly (readonly [name: string, value: string | Values])[];

/** They have no order: reversed, they mean the same. */
const inside = (values: Values, isReversed: boolean): string =>
  (isReversed ? values.toReversed() : values)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : `{ ${inside(value, isReversed)} }`}`)
    .join(', ');
const written = (values: Values, isReversed: boolean): string =>
  values.length === 0 ? '' : `(${inside(values, isReversed)})`;

const parametersOf = ({ args }: GraphQLField<unknown, unknown>, choose: Making['choose']): Values =>
  args.flatMap((argument) =>
    isNonNullType(argument.type) || choose(2) === 0 ? [[argument.name, valueFor(argument, choose)] as const] : [],
  );

function valueFor({ name, type }: Pick<GraphQLArgument, 'name' | 'type'>, choose: Making['choose']): string | Values {
  const inner = getNamedType(type);
  if (isInputObjectType(inner))
    return Object.values(inner.getFields()).map((each) => [each.name, valueFor(each, choose)] as const);
  const isVariable = choose(3) === 0;
  switch (inner.name) {
    case 'Int':
      return isVariable ? '$int' : String(choose(3));
    case 'Boolean':
      return isVariable ? '$maybe' : String(choose(2) === 0);
    default:
      if (isVariable && !isNonNullType(type)) return '$text';
      return ['"g"', `"${name}-${choose(4)}"`][isNonNullType(type) ? 1 : choose(2)] ?? '""';
  }
}

const CONDITIONS = [
  '@include(if: $yes)',
  '@skip(if: $yes)',
  '@include(if: $maybe)',
  '@skip(if: $no)',
  '@skip(if: false)',
];
const condition = (choose: Making['choose']): string =>
  choose(5) === 0 ? ` ${CONDITIONS[choose(CONDITIONS.length)] ?? ''}` : '';
