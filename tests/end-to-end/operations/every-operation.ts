import { describe, expect, test } from 'vitest';
import type { Visitor } from '../../kit/visitor.ts';
import { CALLS } from './calls.ts';
import type { Call } from './calls.ts';
import type { Within } from './world.ts';

const calls = [...CALLS];
const needing = (...needs: Call['needs'][]) => calls.filter(([, call]) => needs.includes(call.needs));

/** What comes of a call: the HTTP status, whether there was an answer to the operation, and the errors. */
async function outcomeOf(visitor: Visitor, [operation, { document, variables }]: (typeof calls)[number]) {
  const { status, data, errors = [] } = await visitor.send<Record<string, unknown>, unknown>(document, variables);
  return { operation, status, data: data?.[operation], codes: errors.map(({ extensions }) => extensions.code) };
}

const outcomes = (visitor: Visitor, which: typeof calls) => Promise.all(which.map((call) => outcomeOf(visitor, call)));

/** What is the same for every operation: who may ask, what is refused, and what is said while a service is away. */
export function everyOperationTests(within: Within): void {
  describe('every operation', () => {
    test('that is not for anybody gives UNAUTHENTICATED to somebody without a token', async () => {
      const asked = needing('USER', 'ADMIN');
      for (const outcome of await outcomes(within().visitor(), asked)) {
        expect(outcome).toMatchObject({ status: 200, data: null, codes: ['UNAUTHENTICATED'] });
      }
      expect(asked.length).toBeGreaterThan(20);
    });

    test('that is for administrators gives FORBIDDEN to a customer', async () => {
      const asked = needing('ADMIN');
      for (const outcome of await outcomes(await within().newcomer(), asked)) {
        expect(outcome).toMatchObject({ status: 200, data: null, codes: ['FORBIDDEN'] });
      }
      expect(asked.length).toBeGreaterThan(10);
    });

    test('is refused with HTTP 401 to somebody whose token is none', async () => {
      for (const outcome of await outcomes(within().visitor('not.a.token'), calls)) {
        expect(outcome).toMatchObject({ status: 401, data: undefined, codes: ['UNAUTHENTICATED'] });
      }
    });

    describe('names the field that has a wrong shape or range', () => {
      test.for(calls.filter(([, { wrong }]) => wrong !== undefined))('%s', async ([, { document, wrong }]) => {
        const [variables, field] = wrong ?? [{}, ''];
        const { status, errors = [] } = await within().admin.send(document, variables);
        expect(status).toBe(200);
        expect(errors.map(({ extensions }) => extensions)).toEqual([{ code: 'BAD_USER_INPUT', field }]);
        expect(errors[0]?.message).toContain(field);
      });
    });
  });
}

/** Stops all services at once, so that no operation has anybody who could answer it. */
export function servicesAwayTests(within: Within): void {
  test('every operation gives SERVICE_UNAVAILABLE, and says nothing else, while its service does not answer', async () => {
    const { admin, whileStopped } = within();
    const all = ['users', 'accounts', 'products', 'orders', 'notifications'] as const;
    const answers = await whileStopped(all, () => outcomes(admin, calls));
    for (const outcome of answers) {
      expect(outcome).toMatchObject({ status: 200, data: null, codes: ['SERVICE_UNAVAILABLE'] });
    }
  });
}
