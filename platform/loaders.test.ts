import { expect, test } from 'vitest';
import { listLoader, loader } from './loaders.ts';

test('loads of one level are one call with each key once, answered in the order of the loads', async () => {
  const calls: string[][] = [];
  const names = loader('key', async (keys) => {
    calls.push([...keys]);
    return ['a', 'b'].map((key) => ({ key, name: key.toUpperCase() }));
  });
  const found = await Promise.all(['b', 'a', 'b', 'c'].map((key) => names.load(key)));
  expect(found.map((row) => row?.name)).toEqual(['B', 'A', 'B', undefined]);
  expect(calls).toEqual([['b', 'a', 'c']]);
});

test('nothing is kept: a later load sees what was written meanwhile', async () => {
  let stored = 'before';
  const values = loader('key', async (keys) => keys.map((key) => ({ key, stored })));
  expect(await values.load('key')).toMatchObject({ stored: 'before' });
  stored = 'after';
  expect(await values.load('key')).toMatchObject({ stored: 'after' });
});

test('lists with equal arguments share a call, others have their own', async () => {
  const calls: unknown[] = [];
  const lists = listLoader('of', async (parentIds, { take }: { take: number }) => {
    calls.push([parentIds, { take }]);
    return parentIds.map((of) => ({ of, take }));
  });
  const loaded = await Promise.all([
    lists.load('a', { take: 1 }),
    lists.load('b', { take: 1 }),
    lists.load('a', { take: 2 }),
  ]);
  expect(loaded).toEqual([[{ of: 'a', take: 1 }], [{ of: 'b', take: 1 }], [{ of: 'a', take: 2 }]]);
  expect(calls).toEqual([
    [['a', 'b'], { take: 1 }],
    [['a'], { take: 2 }],
  ]);
});
