import { describe, expect, test } from 'vitest';
import { buildSchema } from 'graphql';
import { isObject, mergeInto, subjectsOf } from './data.ts';
import type { JsonObject } from './data.ts';

describe('objects are merged', () => {
  test('with lists of one length item by item, and others replaced', () => {
    const target: JsonObject = { a: { b: 1 }, list: [{ x: 1 }, null], other: [1], kept: true };
    mergeInto(target, { a: { c: 2 }, list: [{ y: 2 }, { z: 3 }], other: [1, 2], gone: undefined, nothing: null });
    expect(target).toEqual({
      a: { b: 1, c: 2 },
      list: [{ x: 1, y: 2 }, { z: 3 }],
      other: [1, 2],
      kept: true,
      nothing: null,
    });
  });

  test('by their own names, and none changes what every object has', () => {
    const target: JsonObject = {};
    const source: unknown = JSON.parse(
      '{ "__proto__": { "polluted": true }, "constructor": "x", "toString": { "y": 1 } }',
    );
    if (!isObject(source)) throw new Error('It is an object');
    mergeInto(target, source);
    expect(Object.entries(target)).toEqual([
      ['constructor', 'x'],
      ['toString', { y: 1 }],
    ]);
    expect([Reflect.get({}, 'polluted'), Object.getPrototypeOf(target)]).toEqual([undefined, Object.prototype]);
  });
});

test('equal entities are asked for once; they are one object where nothing else is known of them', () => {
  const owner = (more: JsonObject = {}): JsonObject => ({ __typename: 'Owner', id: 'a', ...more });
  const items = [owner(), owner(), owner({ name: 'Ada' }), owner({ id: 'b' })].map((each) => ({ owner: each }));
  const [first, second, named, other] = items;
  const requires = [
    {
      kind: 'InlineFragment' as const,
      typeCondition: 'Owner',
      selections: ['__typename', 'id'].map((name) => ({ kind: 'Field' as const, name })),
    },
  ];
  const shared = new Set<JsonObject>();
  const aim = { place: ['items', '@', 'owner'], requires };
  const schema = buildSchema('type Owner { id: ID! }');
  expect(subjectsOf(aim, { items }, schema, shared)).toMatchObject([
    { representation: JSON.stringify({ __typename: 'Owner', id: 'a' }), targets: [first?.owner, named?.owner] },
    { representation: JSON.stringify({ __typename: 'Owner', id: 'b' }), targets: [other?.owner] },
  ]);
  expect(second?.owner).toBe(first?.owner);
  expect(named?.owner).toEqual(owner({ name: 'Ada' }));
  expect([...shared]).toEqual([first?.owner]);
});
