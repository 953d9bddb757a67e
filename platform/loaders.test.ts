import { expect, test } from 'vitest';
import { listLoader, loader } from './loaders.ts';

test('loads of one level are one call with each key once, answered in the order of the loads', async () => {
  const calls: string[][] = [];
  const names = loader(async (keys) => {
    calls.push([...keys]);
    return keys.map((key) => key.toUpperCase());
  });
  expect(await Promise.all(['b', 'a', 'b'].map((key) => names.load(key)))).toEqual(['B', 'A', 'B']);
  expect(calls).toEqual([['b', 'a']]);
});

test('nothing is kept: a later load sees what was written meanwhile', async () => {
  let stored = 'before';
  const values = loader(async (keys) => keys.map(() => stored));
  expect(await values.load('key')).toBe('before');
  stored = 'after';
  expect(await values.load('key')).toBe('after');
});

test('lists with equal arguments share a call, others have their own', async () => {
  const calls: unknown[] = [];
  const lists = listLoader<{ take: number }, string>(async (parentIds, args) => {
    calls.push([parentIds, args]);
    return parentIds.map((id) => [`${id} ${args.take}`]);
  });
  const loaded = await Promise.all([
    lists.load('a', { take: 1 }),
    lists.load('b', { take: 1 }),
    lists.load('a', { take: 2 }),
  ]);
  expect(loaded).toEqual([['a 1'], ['b 1'], ['a 2']]);
  expect(calls).toEqual([
    [['a', 'b'], { take: 1 }],
    [['a'], { take: 2 }],
  ]);
});
