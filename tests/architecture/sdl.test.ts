import { describe, expect, test } from 'vitest';
import { composeGraph, schemaOf, SERVICES } from '../../tools/graph.ts';
import { styleFaults } from './sdl-style.ts';

describe.for(SERVICES)('the schema of %s', (service) => {
  test('keeps the rules of the house', () => {
    expect(schemaOf(service)).toMatch(/^type Mutation/m);
    expect(styleFaults(schemaOf(service))).toEqual([]);
  });
});

describe('the composed graph', () => {
  test('says nothing of who may read what, nor of the federation', () => {
    const { api } = composeGraph();
    expect(api).toContain('type Order {');
    expect(api).not.toMatch(/@auth|@key|@shareable|join__|_entities|_service/);
  });

  test('is not composed of schemas that describe one thing in two ways', () => {
    const schemas = new Map(SERVICES.map((service) => [service, schemaOf(service)]));
    schemas.set('orders', schemaOf('orders').replace('"A person who can sign in', '"Somebody who can sign in'));
    expect(() => composeGraph(schemas)).toThrow(/inconsistent descriptions/i);
  });

  test('is not composed of schemas that contradict each other', () => {
    const schemas = new Map(SERVICES.map((service) => [service, schemaOf(service)]));
    schemas.set('orders', schemaOf('orders').replace('hasNextPage: Boolean!', 'hasNextPage: Int!'));
    expect(() => composeGraph(schemas)).toThrow(/PageInfo.hasNextPage/);
  });
});

/** Violations, so that a rule which no longer sees anything is noticed: what to change in the orders' schema, and what is said of it. */
const VIOLATIONS: readonly [from: string, to: string, fault: string][] = [
  ['"How far it has come."', '', 'Order.status has no description'],
  ['"How far it has come."', '"its status"', 'Order.status is not described by a sentence'],
  ['"Paid for, and the stock is the customer\'s."', '', 'OrderStatus.CONFIRMED has no description'],
  ['"What is ordered."', '', 'Mutation.placeOrder.input has no description'],
  ['"How many pieces. Above zero."', '', 'OrderLineInput.quantity has no description'],
  ['cancelOrder(', 'updateOrder(', 'Mutation.updateOrder is not an intention'],
  ['): OrderConnection @auth(requires: ["USER"])', '): OrderConnection', 'Query.orders does not say who may read it'],
  ['@auth(requires: ["USER"])', '@auth(requires: ["SOMEBODY"])', 'requires something unknown'],
  ['first: Int = 20', 'first: Int', 'Query.orders does not take first: Int = 20'],
  ['nodes: [Order!]!', 'nodes: [Order]!', 'OrderConnection.nodes is not [Order!]!'],
  ['  order: Order\n', '  order: Order!\n', 'OrderPayload.order: Order! is not nullable'],
  [
    '): OrderConnection @auth(requires: ["USER"])',
    '): OrderConnection! @auth(requires: ["USER"])',
    'Query.orders is not nullable',
  ],
  ['): OrderConnection @auth(requires: ["OWNER", "ADMIN"])', '): OrderConnection!', 'User.orders is not nullable'],
];

describe('a violation is seen', () => {
  test.for(VIOLATIONS)('%s -> %s', ([from, to, fault]) => {
    const sdl = schemaOf('orders');
    expect(sdl).toContain(from);
    expect(styleFaults(sdl.replace(from, to))).toContainEqual(expect.stringContaining(fault));
  });
});
