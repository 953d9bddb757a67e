import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  ChangePasswordDocument,
  LoginDocument,
  PlaceOrderDocument,
  RequestEmailVerificationDocument,
} from '../../client/generated/graphql.ts';
import type { TestSystem } from '../kit/system.ts';
import { createVisitor } from '../kit/visitor.ts';
import type { Visitor } from '../kit/visitor.ts';
import { CALLS } from './operations/calls.ts';
import type { Call } from './operations/calls.ts';
import { FAILURES, makeScene } from './operations/failures.ts';
import type { Scene } from './operations/failures.ts';
import { inputFieldTests } from './operations/input-fields.ts';
import { longLists } from './operations/lists.ts';
import { revocationTests } from './operations/revocation.ts';
import { sqlOf } from './operations/stored.ts';
import type { RunSql } from './operations/stored.ts';
import { operationsDocument, parseOperations } from '../../tools/operations-table.ts';

/** Failed sign-ins that the system of these tests bears. */
export const LOGIN_ATTEMPTS = 5;

const calls = [...CALLS];
const needing = (...needs: Call['needs'][]) => calls.filter(([, call]) => needs.includes(call.needs));

const payloadSchema = z.looseObject({
  userErrors: z.array(z.object({ code: z.string(), message: z.string(), field: z.array(z.string()).nullish() })),
});

/** What comes of a call: the HTTP status, whether the operation returned something, and the codes of the errors. */
async function outcomeOf(visitor: Visitor, [operation, { document, variables }]: (typeof calls)[number]) {
  const { status, data, errors = [] } = await visitor.send<Record<string, unknown>, unknown>(document, variables);
  return { operation, status, data: data?.[operation], codes: errors.map(({ extensions }) => extensions.code) };
}
const outcomes = (visitor: Visitor, which: typeof calls) => Promise.all(which.map((call) => outcomeOf(visitor, call)));

/** A system and what its operations are tried on. */
export interface Stage {
  readonly system: TestSystem;
  readonly admin: Visitor;
  readonly runSql: RunSql;
  readonly scene: Scene;
}
type Get = () => Stage;

function everyOperationTests(get: Get): void {
  describe('every operation', () => {
    test('that is not for anybody gives UNAUTHENTICATED to an anonymous caller', async () => {
      for (const outcome of await outcomes(get().system.visitor(), needing('USER', 'ADMIN')))
        expect(outcome).toMatchObject({ status: 200, data: null, codes: ['UNAUTHENTICATED'] });
    });

    test('that is for administrators gives FORBIDDEN to a customer', async () => {
      for (const outcome of await outcomes(get().scene.member, needing('ADMIN')))
        expect(outcome).toMatchObject({ status: 200, data: null, codes: ['FORBIDDEN'] });
    });

    test('is refused with HTTP 401 where the token is none', async () => {
      for (const outcome of await outcomes(createVisitor(get().system.url, 'not.a.token'), calls))
        expect(outcome).toMatchObject({ status: 401, data: undefined, codes: ['UNAUTHENTICATED'] });
    });

    test.for(calls.filter(([, { wrong }]) => wrong !== undefined))(
      'names the field that has a wrong shape or range: %s',
      async ([, { document, wrong }]) => {
        const [variables, field] = wrong ?? [{}, ''];
        const { status, errors = [] } = await get().admin.send(document, variables);
        expect([status, errors.map(({ extensions }) => extensions)]).toEqual([
          200,
          [{ code: 'BAD_USER_INPUT', field }],
        ]);
        expect(errors[0]?.message).toContain(field);
      },
    );
  });
}

function listTests(get: Get): void {
  const lists = longLists();

  test('a list that is far too long is looked for in every list that the graph takes', () => {
    const fields = lists.map(({ field }) => field);
    expect(fields.toSorted()).toEqual(expect.arrayContaining(['input.lines', 'status', 'status', 'type']));
  });

  test.for(lists)('a list that is far too long is refused by its name: $field of $query', async (list) => {
    const { status, errors } = await get().scene.member.send(list.query, list.variables);
    expect([status, errors?.[0]?.extensions]).toEqual([200, { code: 'BAD_USER_INPUT', field: list.field }]);
  });
}

function failureTests(get: Get): void {
  const rows = Object.entries(FAILURES).flatMap(([operation, codes]) =>
    Object.entries(codes).map(([code, failing]) => [operation, code, failing] as const),
  );
  test.for(rows)(
    '%s fails with %s, says so in a sentence, and returns nothing else',
    async ([operation, code, failing]) => {
      const { document = '', needs } = CALLS.get(operation) ?? {};
      const [
        variables,
        by = needs === 'ADMIN' ? get().admin : needs === 'USER' ? get().scene.member : get().system.visitor(),
      ] = failing(get().scene);
      const { data, errors } = await by.send<Record<string, unknown>, object>(document, variables);
      expect(errors).toBeUndefined();
      const { userErrors, ...results } = payloadSchema.parse(data?.[operation]);
      expect(userErrors.map((error) => error.code)).toEqual([code]);
      expect(userErrors[0]?.message).toMatch(/^\S.{10,}\.$/s);
      expect(Object.values(results).filter((result) => result !== null)).toEqual([]);
    },
  );
}

function limitTests(get: Get): void {
  describe('RATE_LIMITED is given, with the time to wait,', () => {
    const refusal = async (count: number, ask: (isLast: boolean) => ReturnType<Visitor['send']>) => {
      for (let attempt = 0; attempt < count; attempt += 1) await ask(false);
      return (await ask(true)).errors;
    };
    const limited = [{ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) as unknown } }];

    test('by login and changePassword after too many guesses, also to the right password', async () => {
      const member = await get().system.visitor().register();
      const guess = (isLast: boolean): string => (isLast ? member.password : 'a guess');
      expect(
        await refusal(LOGIN_ATTEMPTS, (isLast) =>
          get()
            .system.visitor()
            .send(LoginDocument, { input: { login: member.email, password: guess(isLast) } }),
        ),
      ).toMatchObject(limited);
      expect(
        await refusal(LOGIN_ATTEMPTS, (isLast) =>
          member.send(ChangePasswordDocument, {
            input: { currentPassword: guess(isLast), newPassword: 'a horse of another colour' },
          }),
        ),
      ).toMatchObject(limited);
    });

    test('by requestEmailVerification after five mails within a day', async () => {
      const member = await get().system.visitor().register();
      expect(await refusal(5, () => member.send(RequestEmailVerificationDocument, {}))).toMatchObject(limited);
    });
  });

  test('placeOrder is FORBIDDEN to a customer who was deactivated', async () => {
    const input = { lines: [{ sku: get().scene.sku, quantity: 1 }] };
    const { data, errors } = await get().scene.frozen.send(PlaceOrderDocument, { input });
    expect([data, errors?.[0]?.extensions.code]).toEqual([{ placeOrder: null }, 'FORBIDDEN']);
  });
}

function pageTests(): void {
  describe('docs/operations.md has the codes that the running system was seen to give, and no others:', () => {
    const requestErrors = (operation: string, { needs, wrong }: Call): string[] => [
      ...(wrong === undefined ? [] : ['BAD_USER_INPUT']),
      ...(needs === 'ADMIN' || operation === 'placeOrder' ? ['FORBIDDEN'] : []),
      ...(['login', 'changePassword', 'requestEmailVerification'].includes(operation) ? ['RATE_LIMITED'] : []),
      ...(needs === 'ANYONE' ? [] : ['UNAUTHENTICATED']),
    ];

    test.for([...parseOperations(operationsDocument()).rows])('%s', ([operation, row]) => {
      const call = CALLS.get(operation);
      expect(call && requestErrors(operation, call)).toEqual(row.requestErrors);
      const seen = Object.keys(FAILURES[operation] ?? {});
      expect([...seen, ...(operation === 'placeOrder' ? ['EMAIL_NOT_VERIFIED'] : [])].toSorted()).toEqual(
        row.userErrors,
      );
    });
  });
}

/** Makes a running system give every code that docs/operations.md has for an operation. */
export function operationTests(systemOf: () => TestSystem): void {
  let stage: Stage;
  beforeAll(async () => {
    const system = systemOf();
    const admin = await system.visitor().login(system.admin);
    const runSql = sqlOf(system);
    stage = { system, admin, runSql, scene: await makeScene(system, admin, runSql) };
  });
  const get: Get = () => stage;
  everyOperationTests(get);
  failureTests(get);
  limitTests(get);
  listTests(get);
  revocationTests(get);
  inputFieldTests(get);
  pageTests();
}
