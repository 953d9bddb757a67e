import { describe, expect, test } from 'vitest';
import { isObject, mergeInto } from './data.ts';
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
