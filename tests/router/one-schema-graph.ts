import { createHash } from 'node:crypto';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  GraphQLError,
  Kind,
  execute,
  getNamedType,
  graphql,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  parse,
} from 'graphql';
import type { ExecutionResult, GraphQLFieldResolver, GraphQLOutputType, GraphQLSchema } from 'graphql';

/** A graph of several services over data that follows from names alone, and the same data as one schema. */
export interface TwofoldGraph {
  readonly supergraph: string;
  /** Asks one service. */
  ask(service: string, query: string, variables: Record<string, unknown>): Promise<ExecutionResult>;
  /** Answers as one schema would. */
  askWhole(query: string, variables: Record<string, unknown>): Promise<ExecutionResult>;
}

/** How many of a hundred values that may be null are, and of fields that fail. Keys and required fields are always there. */
export interface Data {
  readonly seed: number;
  readonly nulls: number;
  readonly failures: number;
}

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@external", "@shareable", "@interfaceObject", "@inaccessible"])\n`;

/** Schemas in which keys have many names, are nested, and differ by service; fields are required with and without arguments. */
export const GRAPHS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  shop: {
    people: `
      type Query { me: Person person(id: ID!): Person people(first: Int = 2): [Person!]! someone: Named stranger: Named! }
      type Mutation { rename(id: ID!, to: String): Person }
      interface Named { id: ID! name: String! }
      type Person implements Named @key(fields: "id") { id: ID! name: String! username: String nick(short: Boolean = false): String best: Person kind: Kind }
      type Robot implements Named @key(fields: "id") { id: ID! name: String! model: String owner: Person }
      enum Kind { GOOD BAD }`,
    accounts: `
      type Query { account(number: String!): Account }
      type Mutation { open(number: String!): Account }
      type Person @key(fields: "id") { id: ID! account: Account accounts: [Account!] }
      type Robot @key(fields: "id") { id: ID! account: Account }
      type Account @key(fields: "number") @key(fields: "branch { code } place") {
        number: String! branch: Branch! @shareable place: Int! balance(currency: String = "USD"): Int owner: Person }
      type Branch { code: String! @shareable name: String }`,
    goods: `
      input Filter { like: String size: Range }
      input Range { from: Int to: Int }
      type Query { things(filter: Filter): [Thing!] anything(filter: Filter): Anything product(sku: ID!): Product }
      union Anything = Product | Service
      type Thing { id: ID! of: Anything note: String }
      type Product @key(fields: "sku") { sku: ID! name: String! weight(unit: String = "kg"): Int size: Size price: Int likes(first: Int = 1, filter: Filter): [String!] maker: Person }
      type Size { width: Int! height: Int }
      type Service @key(fields: "sku") { sku: ID! name: String hours: Int }
      type Person @key(fields: "id") { id: ID! favourite: Anything }`,
    delivery: `
      type Query { _unused: Int }
      type Product @key(fields: "sku") {
        sku: ID! weight(unit: String = "kg"): Int @external size: Size @external price: Int @external
        shipping: String @requires(fields: "weight(unit: \\"g\\") size { width }")
        insurance(level: Int = 1): String @requires(fields: "price") }
      type Size { width: Int! @external }
      type Account @key(fields: "branch { code } place") { branch: Branch! @shareable place: Int! letters: [Letter!] }
      type Branch { code: String! @shareable }
      type Letter @key(fields: "id") { id: ID! to: Person about: Account text: String }
      type Person @key(fields: "id") { id: ID! letters: [Letter!] }`,
  },
  media: {
    catalogue: `
      type Query { media(id: ID!): Media all(first: Int): [Media!]! both: [Both] root: Root }
      type Root { query: String again: Root }
      interface Media @key(fields: "id") { id: ID! title: String }
      type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int! next: Book }
      type Film implements Media @key(fields: "id") { id: ID! title: String minutes: Int! next: Media }
      union Both = Book | Film`,
    reviews: `
      type Query { best: Media reviews: [Review!] }
      type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int reviews(first: Int = 2): [Review!] }
      type Review { id: ID! text: String about: Media title: String }`,
  },
};

/** An object: its type, and by what it is known. */
interface Thing {
  readonly __typename: string;
  readonly name: string;
  /** Required fields as the service was told them. */
  readonly told?: Record<string, unknown>;
}

/** A number from 0 to 99 that looks random and follows from the text. */
const chance = (text: string): number => (createHash('md5').update(text).digest()[0] ?? 0) % 100;

/** By which of its fields an object is known; their values hold its number, so that each of them leads to the same object. */
const KEYS = new Set(['id', 'number', 'sku', 'code', 'place', 'branch']);
/** Fields that others require, which are given as they are asked for. */
const REQUIRED = new Set(['weight', 'size', 'price', 'width']);
const COMPUTED: Readonly<Record<string, (fields: Record<string, unknown>) => string>> = {
  shipping: ({ weight, size }) => JSON.stringify([weight, size]),
  insurance: ({ price }) => JSON.stringify([price]),
};
const NUMBERS = 4;

function keyValue(field: string, type: GraphQLOutputType, { name }: Thing): unknown {
  if (field === 'branch') return { __typename: 'Branch', name };
  const number = Number(name);
  return getNamedType(type).name === 'Int' ? number : `${field}-${number}`;
}

const numberIn = (value: unknown): string => /(\d+)$/.exec(String(value))?.[1] ?? '0';

/** Returns the object that the fields of one of its keys stand for. */
function thingOf(told: Record<string, unknown>, whole: GraphQLSchema): Thing {
  const { id, number, sku, place } = told;
  const name = numberIn(id ?? number ?? sku ?? place);
  return { __typename: concreteName(String(told['__typename']), name, whole), name, told };
}

/** One number always is of one type, so that an interface whose types a service does not know is the same object. */
function concreteName(typename: string, name: string, whole: GraphQLSchema): string {
  const type = whole.getType(typename);
  if (!isInterfaceType(type) && !isUnionType(type)) return typename;
  const types = whole.getPossibleTypes(type);
  return types[Number(name) % types.length]?.name ?? typename;
}

function resolverOf(data: Data, whole: GraphQLSchema): GraphQLFieldResolver<Thing | undefined, unknown, object> {
  const valueOf = (type: GraphQLOutputType, key: string, isNullable = true): unknown => {
    if (isNonNullType(type)) return valueOf(type.ofType, key, false);
    if (isNullable && chance(`${key} is null`) < data.nulls) return null;
    if (isListType(type))
      return Array.from({ length: chance(`${key} length`) % 4 }, (_, index) => valueOf(type.ofType, `${key} ${index}`));
    const number = chance(key);
    const named = getNamedType(type);
    if (!isLeafType(named)) {
      const name = String(number % NUMBERS);
      return { __typename: concreteName(named.name, name, whole), name };
    }
    if (named.name === 'Int') return number;
    if (named.name === 'Kind') return number % 2 === 0 ? 'GOOD' : 'BAD';
    return number % 5 === 0 ? `"${number}"\n\\é` : `text ${number}`;
  };
  return (source, args, _, { fieldName, parentType, returnType }) => {
    const isRoot = ['Query', 'Mutation'].includes(parentType.name);
    // An interface of another service has the objects of its types there.
    const typename = isRoot ? parentType.name : (source?.__typename ?? parentType.name);
    if (!isRoot && KEYS.has(fieldName) && source !== undefined) return keyValue(fieldName, returnType, source);
    const owner = ownerOf(typename, fieldName, whole);
    const read = (field: string, given: object): string =>
      [data.seed, owner, source?.name ?? '', field, JSON.stringify(given)].join(' ');
    const computed = COMPUTED[fieldName];
    if (computed !== undefined)
      return computed(
        source?.told ?? {
          weight: valueOf(returnTypeOf(whole, 'Product', 'weight'), read('weight', { unit: 'g' })),
          price: valueOf(returnTypeOf(whole, 'Product', 'price'), read('price', {})),
          size: sizeOf(valueOf(returnTypeOf(whole, 'Product', 'size'), read('size', {}))),
        },
      );
    const key = read(fieldName, args);
    if (!REQUIRED.has(fieldName) && chance(`${key} fails`) < data.failures)
      throw new GraphQLError(`${fieldName} failed`, { extensions: { code: 'FORBIDDEN' } });
    return valueOf(returnType, key);
  };

  function sizeOf(size: unknown): unknown {
    if (typeof size !== 'object' || size === null || !('name' in size)) return null;
    return {
      width: valueOf(returnTypeOf(whole, 'Size', 'width'), [data.seed, 'Size', size.name, 'width', '{}'].join(' ')),
    };
  }
}

const returnTypeOf = (schema: GraphQLSchema, type: string, field: string): GraphQLOutputType => {
  const named = schema.getType(type);
  const found = isObjectType(named) ? named.getFields()[field]?.type : undefined;
  if (found === undefined) throw new Error(`There is no ${type}.${field}`);
  return found;
};

/** A field of an interface that is resolved for all its types at once belongs to the interface. */
const ownerOf = (typename: string, field: string, whole: GraphQLSchema): string => {
  const type = whole.getType(typename);
  const wider = isObjectType(type) ? type.getInterfaces().find((each) => each.getFields()[field] !== undefined) : type;
  return isInterfaceType(wider) ? wider.name : typename;
};

/** Builds a graph over data. */
export function twofoldGraph(name: string): (data: Data) => TwofoldGraph {
  const services = Object.entries(GRAPHS[name] ?? {}).map(([service, sdl]) => ({
    name: service,
    url: `http://${service}`,
    typeDefs: parse(LINK + sdl),
  }));
  const composed = composeServices(services);
  if (composed.errors !== undefined) throw new Error(composed.errors.map(({ message }) => message).join('\n'));
  const whole = composed.schema.toAPISchema().toGraphQLJSSchema();
  const schemas = new Map(
    services.map(({ name: service, typeDefs }) => {
      const entities = typeDefs.definitions.flatMap((definition) =>
        (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION) &&
        definition.directives?.some((directive) => directive.name.value === 'key') === true
          ? [definition.name.value]
          : [],
      );
      const __resolveReference = async (told: Record<string, unknown>): Promise<Thing> => thingOf(told, whole);
      const resolvers = Object.fromEntries(entities.map((type) => [type, { __resolveReference }]));
      return [service, buildSubgraphSchema([{ typeDefs, resolvers }])];
    }),
  );
  return (data) => {
    const fieldResolver = resolverOf(data, whole);
    const run = (schema: GraphQLSchema, source: string, variableValues: Record<string, unknown>) =>
      graphql({ schema, source, variableValues, fieldResolver, rootValue: undefined });
    return {
      supergraph: composed.supergraphSdl,
      ask: (service, query, variables) => {
        const schema = schemas.get(service);
        if (schema === undefined) throw new Error(`There is no ${service}`);
        return run(schema, query, variables);
      },
      askWhole: async (query, variableValues) =>
        execute({ schema: whole, document: parse(query), variableValues, fieldResolver, rootValue: undefined }),
    };
  };
}
