import { randomUUID } from 'node:crypto';
import { buildSchema, isInputObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { DepositDocument, WithdrawDocument } from '../../../client/generated/graphql.ts';
import { composeGraph } from '../../../tools/graph.ts';
import { KEYED_COMMANDS } from './keyed-commands.ts';
import type { KeyedCommand } from './keyed-commands.ts';
import type { Within } from './world.ts';

/** How often a command is sent at once. */
const AT_ONCE = 20;

const payloadSchema = z.looseObject({ userErrors: z.array(z.looseObject({ code: z.string() })) });
const resultSchema = z.looseObject({ id: z.string() }).nullable();

/** Makes a world for a command; `give` gives it there, and resolves to the id of its result or to what went wrong. */
async function prepare(within: Within, [name, { document, result, prepare: make }]: readonly [string, KeyedCommand]) {
  const subject = await make(within());
  const give = async (input: object, idempotencyKey: string) => {
    const variables = { input: { ...input, idempotencyKey } };
    const { data, errors } = await subject.somebody.send<Record<string, unknown>, unknown>(String(document), variables);
    if (errors !== undefined) return { refused: errors.map(({ extensions }) => extensions.code) };
    const payload = payloadSchema.parse(data?.[name]);
    const id = resultSchema.parse(payload[result])?.id;
    return id === undefined ? { userErrors: payload.userErrors } : { id, userErrors: payload.userErrors };
  };
  return { ...subject, give };
}

const someId: unknown = expect.stringMatching(/^[0-9a-f-]{36}$/);
const DONE = { id: someId, userErrors: [] };
const CONFLICT = { userErrors: [{ code: 'IDEMPOTENCY_CONFLICT', field: ['input', 'idempotencyKey'] }] };

function command(within: Within, entry: readonly [string, KeyedCommand]): void {
  describe(`the key of ${entry[0]}`, () => {
    test('gives the same result again for the same input, and IDEMPOTENCY_CONFLICT for another', async () => {
      const { give, input, rewritten, other, effects } = await prepare(within, entry);
      const key = randomUUID();
      const first = await give(input, key);
      expect(first).toEqual(DONE);
      expect(await give(input, key)).toEqual(first);
      expect(await give(rewritten ?? input, key)).toEqual(first);
      expect(await give(other, key)).toMatchObject(CONFLICT);
      expect(await effects()).toBe(1);
      await give(input, randomUUID());
      expect(await effects()).toBe(2);
    });

    test('makes one of twenty at once, and gives all of them its result', async () => {
      const { give, input, effects } = await prepare(within, entry);
      const key = randomUUID();
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => give(input, key)));
      expect(answers[0]).toEqual(DONE);
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(await effects()).toBe(1);
    });

    test('does not keep input of a wrong shape', async () => {
      const { give, input, wrong, effects } = await prepare(within, entry);
      const key = randomUUID();
      expect(await give(wrong, key)).toEqual({ refused: ['BAD_USER_INPUT'] });
      expect(await give(input, key)).toEqual(DONE);
      expect(await effects()).toBe(1);
    });
  });
}

function failures(within: Within): void {
  // An order can only fail after it was answered.
  const failing = Object.entries(KEYED_COMMANDS).filter(([name]) => name !== 'placeOrder');
  test.for(failing)('the key of %s keeps a failure, also when it would succeed by now', async (entry) => {
    const { give, failing: subject } = await prepare(within, entry);
    const { arrange, input = {}, code, mend } = subject ?? {};
    await arrange?.();
    const key = randomUUID();
    const first = await give(input, key);
    expect(first).toMatchObject({ userErrors: [{ code }] });
    await mend?.();
    expect(await give(input, key)).toEqual(first);
    expect(await give(input, randomUUID())).toEqual(mend ? DONE : first);
  });
}

function scope(within: Within): void {
  test('a key belongs to its caller and to its operation', async () => {
    const [one, other] = [await within().newcomer(), await within().newcomer()];
    const input = { amount: { amount: '10.00', currency: 'USD' }, idempotencyKey: 'once' };
    const made = [
      (await one.ask(DepositDocument, { input })).deposit,
      (await other.ask(DepositDocument, { input })).deposit,
      (await one.ask(WithdrawDocument, { input })).withdraw,
      (await one.ask(DepositDocument, { input })).deposit,
    ];
    const ids = made.map((payload) => payload?.operation?.id);
    expect(new Set(ids).size).toBe(3);
    expect(ids[3]).toBe(ids[0]);
    expect(made[3]?.account?.balance.amount).toBe('0.00');
  });

  test('every operation that takes a key is tried', () => {
    const mutations = Object.values(buildSchema(composeGraph().api).getMutationType()?.getFields() ?? {});
    const taking = mutations.filter(({ args }) =>
      args.some(({ type }) => {
        const named = 'ofType' in type ? type.ofType : type;
        return isInputObjectType(named) && 'idempotencyKey' in named.getFields();
      }),
    );
    expect(taking.map(({ name }) => name).toSorted()).toEqual(Object.keys(KEYED_COMMANDS).toSorted());
  });
}

/** That a command which is sent again is not done again. */
export function idempotencyTests(within: Within): void {
  for (const entry of Object.entries(KEYED_COMMANDS)) command(within, entry);
  failures(within);
  scope(within);
}
