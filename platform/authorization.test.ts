import { graphql } from 'graphql';
import { describe, expect, test } from 'vitest';
import { buildSubgraph } from './subgraph.ts';
import type { Caller } from './token.ts';

const SDL = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key"])
  directive @auth(requires: [String!]!) on OBJECT | FIELD_DEFINITION
  type Query {
    open: String @auth(requires: ["ANYONE"])
    signedIn: String @auth(requires: ["USER"])
    adminOnly: String @auth(requires: ["ADMIN"])
    thing: Thing @auth(requires: ["ANYONE"])
  }
  type Thing @key(fields: "id") @auth(requires: ["OWNER", "ADMIN"]) { id: ID! secret: String name: String @auth(requires: ["ANYONE"]) }
`;
const thing = { __typename: 'Thing', id: 'thing', ownerId: 'ada', secret: 'secret', name: 'name' };
const resolvers = {
  Query: { open: () => 'open', signedIn: () => 'in', adminOnly: () => 'admin', thing: () => thing },
  Thing: { __resolveReference: async () => thing },
};
const owners = { Thing: (object: typeof thing) => object.ownerId };
const schema = buildSubgraph(SDL, resolvers, owners);

const caller = (id: string, role: Caller['role'] = 'CUSTOMER'): Caller => ({ id, role, sessionId: 's', issuedAtS: 0 });
const ask = async (source: string, who: Caller | null) => {
  const { data, errors } = await graphql({ schema, source, contextValue: { caller: who } });
  return { data: structuredClone(data), codes: errors?.map(({ extensions }) => extensions['code']) ?? [] };
};

describe('a root field', () => {
  test.each([
    ['open', null, 'open', []],
    ['signedIn', null, null, ['UNAUTHENTICATED']],
    ['signedIn', caller('ada'), 'in', []],
    ['adminOnly', null, null, ['UNAUTHENTICATED']],
    ['adminOnly', caller('ada'), null, ['FORBIDDEN']],
    ['adminOnly', caller('root', 'ADMIN'), 'admin', []],
  ] as const)('%s answers those it is meant for', async (field, who, value, codes) => {
    expect(await ask(`{ ${field} }`, who)).toEqual({ data: { [field]: value }, codes });
  });
});

describe('an owned object', () => {
  const entities =
    '{ _entities(representations: [{ __typename: "Thing", id: "thing" }]) { ... on Thing { secret name } } }';
  test.each([
    ['its owner', caller('ada'), 'secret', []],
    ['an administrator', caller('root', 'ADMIN'), 'secret', []],
    ['another customer', caller('bob'), null, ['FORBIDDEN']],
    ['an anonymous caller', null, null, ['UNAUTHENTICATED']],
  ] as const)(
    'shows its secret to %s as its rule says, by a query and by an entity reference',
    async (_, who, secret, codes) => {
      expect(await ask('{ thing { secret name } }', who)).toEqual({ data: { thing: { secret, name: 'name' } }, codes });
      expect(await ask(entities, who)).toEqual({ data: { _entities: [{ secret, name: 'name' }] }, codes });
    },
  );
});

describe('a schema is refused at start', () => {
  test('when a root field has no rule', () => {
    const open = SDL.replace('open: String @auth(requires: ["ANYONE"])', 'open: String');
    expect(() => buildSubgraph(open, resolvers, owners)).toThrow('Query.open has no @auth rule');
  });
  test('when no owner function is given', () => {
    expect(() => buildSubgraph(SDL, resolvers, {})).toThrow('OWNER');
  });
  test('when a rule names an unknown role', () => {
    expect(() => buildSubgraph(SDL.replace('"USER"', '"USRE"'), resolvers, owners)).toThrow('Invalid option');
  });
  test('when a resolver matches nothing, or a root field has none', () => {
    expect(() => buildSubgraph(SDL, { ...resolvers, Query: { ...resolvers.Query, opne: () => 1 } }, owners)).toThrow(
      'Query.opne',
    );
    expect(() => buildSubgraph(SDL, { ...resolvers, Query: { open: () => 1 } }, owners)).toThrow('has no resolver');
  });
});
