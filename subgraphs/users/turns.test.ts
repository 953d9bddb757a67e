import { expect, test } from 'vitest';
import { createTurns } from './turns.ts';
import type { Errand } from './turns.ts';

/** Turns with work that ends on demand. */
function stage(atOnce: number, waiting: number) {
  const take = createTurns({ atOnce, waitingMax: { KNOWN: waiting, SIGN_IN: waiting, REGISTRATION: waiting } });
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  return {
    begun,
    begin: (name: string, errand: Errand) =>
      take(errand, () => {
        begun.push(name);
        return new Promise<string>((resolve) => {
          ends.push(() => resolve(name));
        });
      }),
    endNext: async () => {
      ends.shift()?.();
      for (let tick = 0; tick < 10; tick += 1) await Promise.resolve();
    },
  };
}

test('concurrency is limited', async () => {
  const { begun, begin, endNext } = stage(2, 10);
  const all = ['a', 'b', 'c'].map((name) => begin(name, 'SIGN_IN'));
  expect(begun).toEqual(['a', 'b']);
  await endNext();
  expect(begun).toEqual(['a', 'b', 'c']);
  await endNext();
  await endNext();
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c']);
});

test('known callers come before sign-ins, and these before registrations', async () => {
  const { begun, begin, endNext } = stage(1, 10);
  const errands = ['REGISTRATION', 'REGISTRATION', 'SIGN_IN', 'KNOWN', 'SIGN_IN'] as const;
  const all = errands.map((errand, index) => begin(`${errand} ${index}`, errand));
  for (let round = 0; round < errands.length; round += 1) await endNext();
  await Promise.all(all);
  expect(begun).toEqual(['REGISTRATION 0', 'KNOWN 3', 'SIGN_IN 2', 'SIGN_IN 4', 'REGISTRATION 1']);
});

test('a full queue refuses at once, and sign-ins still get their turn', async () => {
  const { begun, begin, endNext } = stage(1, 2);
  const flood = Array.from({ length: 400 }, (_, index) => begin(`${index}`, 'REGISTRATION'));
  const outcomes = Promise.allSettled(flood);
  for (const refused of flood.slice(3))
    await expect(refused).rejects.toMatchObject({ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 2 } });
  const signIn = begin('sign-in', 'SIGN_IN');
  await endNext();
  expect(begun).toEqual(['0', 'sign-in']);
  for (let round = 0; round < 3; round += 1) await endNext();
  expect(await signIn).toBe('sign-in');
  expect((await outcomes).filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
});

test('failed work frees its slot', async () => {
  const take = createTurns({ atOnce: 1, waitingMax: { KNOWN: 1, SIGN_IN: 1, REGISTRATION: 1 } });
  const failed = take('SIGN_IN', () => Promise.reject(new Error('no')));
  const next = take('SIGN_IN', () => Promise.resolve('done'));
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('done');
  expect(await take('SIGN_IN', () => Promise.resolve('again'))).toBe('again');
});
