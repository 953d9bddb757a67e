import { expect, test } from 'vitest';
import { gather } from './gather.ts';

const settled = (calls: readonly Promise<unknown>[]): Promise<unknown[]> =>
  Promise.all(calls.map((call) => call.catch((error: unknown) => String(error))));

test('calls of one turn share a run, and later ones the next', async () => {
  const runs: number[][] = [];
  const gate = Promise.withResolvers<void>();
  const double = gather<number, number>({
    sizeMax: 10,
    runsMax: 1,
    run: async (items) => {
      runs.push([...items]);
      if (runs.length === 1) await gate.promise;
      return items.map((item) => item * 2);
    },
  });
  const first = [double(1), double(2)];
  await expect.poll(() => runs.length).toBe(1);
  const second = [double(3), double(4), double(5)];
  gate.resolve();
  expect(await Promise.all([...first, ...second])).toEqual([2, 4, 6, 8, 10]);
  expect(runs).toEqual([
    [1, 2],
    [3, 4, 5],
  ]);
});

test('a run has at most the size that was set', async () => {
  const sizes: number[] = [];
  const call = gather<number, number>({
    sizeMax: 2,
    run: async (items) => {
      sizes.push(items.length);
      return items;
    },
  });
  await Promise.all([1, 2, 3, 4, 5].map(call));
  expect(sizes.toSorted((a, b) => b - a)).toEqual([2, 2, 1]);
});

test('an item that cannot be handled fails alone', async () => {
  const call = gather<number, number>({
    sizeMax: 10,
    run: async (items) => {
      if (items.includes(3)) throw new Error('poison');
      return items;
    },
  });
  expect(await settled([1, 2, 3, 4, 5].map(call))).toEqual([1, 2, 'Error: poison', 4, 5]);
});

test('without the database all fail at once, without a retry in halves', async () => {
  let runs = 0;
  const call = gather<number, number>({
    sizeMax: 10,
    run: async () => {
      runs += 1;
      throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    },
  });
  expect(await settled([1, 2, 3].map(call))).toEqual(Array.from({ length: 3 }, () => 'Error: refused'));
  expect(runs).toBe(1);
});

test('a run that returns too few results is an error of its callers', async () => {
  const call = gather<number, number>({ sizeMax: 1, run: async () => [] });
  await expect(call(1)).rejects.toThrow('1 items came to 0 results');
});
