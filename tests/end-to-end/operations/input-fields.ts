import { buildSchema, isInputObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { SERVICES } from '#platform/config.ts';
import * as graph from '../../../client/generated/graphql.ts';
import { composeGraph } from '../../../tools/graph.ts';
import type { Visitor } from '../../kit/visitor.ts';
import { NOBODY } from './calls.ts';
import { introduction } from '../../kit/visitor.ts';
import type { Stage } from '../operations.ts';

/**
 * How a field is seen to have an effect: `stored` is part of a row that the mutation writes, `refused` is another value of the field
 * that makes the mutation fail. A field of the graph that is missing here is a type error.
 */
type Shown = { readonly stored: string } | { readonly refused: unknown };
type Fields<Input> = { readonly [Field in keyof Input]-?: Shown };

interface Case {
  readonly mutation: { toString(): string };
  readonly as: Visitor;
  readonly input: Readonly<Record<string, unknown>>;
  /** By the names of input types: that of the mutation first, then types within it. */
  readonly fields: Readonly<Record<string, Readonly<Record<string, Shown>>>>;
}

/** Returns all rows of all services as text. */
async function rowsOf({ runSql }: Stage): Promise<Set<string>> {
  const rows = SERVICES.map(async (service) => {
    const { rows: tables } = await runSql<{ name: string }>(
      service,
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname = 'public' OR schemaname = 'messaging' AND tablename = 'idempotency_keys'`,
    );
    const all = tables.map(({ name }) => `SELECT '${name} ' || to_jsonb(stored)::text AS row FROM ${name} AS stored`);
    const found = await runSql<{ row: string }>(service, all.join(' UNION ALL '));
    return found.rows.map(({ row }) => row);
  });
  return new Set((await Promise.all(rows)).flat());
}

/** Cases in the order in which they are sent; amounts, counts and texts are such that nothing else is like them. */
async function casesOf({ system, admin }: Stage): Promise<Case[]> {
  const [customer, person] = [await system.visitor().register(), await system.visitor().register()];
  await customer.deposit('10.00');
  const { email, username, password } = introduction();
  const money = (amount: string) => ({ amount, currency: 'KWD' });
  const key = (name: string) => ({ idempotencyKey: `input-field-${name}` });
  const keyed = (name: string) => ({ idempotencyKey: { stored: `"key": "input-field-${name}"` } });
  const sku = 'INPUT-FIELD';
  const { createProduct } = await admin.ask(graph.CreateProductDocument, {
    input: { sku: `${sku}-OTHER`, name: 'Another', price: { amount: '1.00', currency: 'USD' } },
  });
  const productId = createProduct?.product?.id ?? '';
  return [
    {
      mutation: graph.RegisterDocument,
      as: customer,
      input: { email, username, password, firstName: 'Firsta', lastName: 'Lasta', phone: '+37255512345', locale: 'RU' },
      fields: {
        RegisterInput: {
          email: { stored: `"${email}"` },
          username: { stored: `"${username}"` },
          password: { refused: 'password' },
          firstName: { stored: '"Firsta"' },
          lastName: { stored: '"Lasta"' },
          phone: { stored: '"+37255512345"' },
          locale: { stored: '"RU"' },
        } satisfies Fields<graph.RegisterInput>,
      },
    },
    {
      mutation: graph.UpdateProfileDocument,
      as: person,
      input: { firstName: 'Firstb', lastName: 'Lastb', phone: '+37255554321', locale: 'RU' },
      fields: {
        UpdateProfileInput: {
          firstName: { stored: '"Firstb"' },
          lastName: { stored: '"Lastb"' },
          phone: { stored: '"+37255554321"' },
          locale: { stored: '"RU"' },
        } satisfies Fields<graph.UpdateProfileInput>,
      },
    },
    {
      mutation: graph.ChangePasswordDocument,
      as: person,
      input: { currentPassword: person.password, newPassword: 'a lamp in the attic' },
      fields: {
        ChangePasswordInput: {
          currentPassword: { refused: 'another one' },
          newPassword: { refused: 'password' },
        } satisfies Fields<graph.ChangePasswordInput>,
      },
    },
    {
      mutation: graph.LoginDocument,
      as: customer,
      input: { login: customer.username, password: customer.password, refreshToken: customer.refreshToken },
      fields: {
        LoginInput: {
          login: { refused: 'nobody-of-this-name' },
          password: { refused: 'another one' },
          refreshToken: { refused: 'a\0b' },
        } satisfies Fields<graph.LoginInput>,
      },
    },
    {
      mutation: graph.DepositDocument,
      as: customer,
      input: { amount: money('123.457'), ...key('deposit') },
      fields: {
        MoveMoneyInput: {
          amount: { stored: '": 123457' },
          ...keyed('deposit'),
        } satisfies Fields<graph.MoveMoneyInput>,
        MoneyInput: {
          amount: { stored: '": 123457' },
          currency: { stored: '"KWD"' },
        } satisfies Fields<graph.MoneyInput>,
      },
    },
    {
      mutation: graph.CreateProductDocument,
      as: admin,
      input: { sku, name: 'Namea', description: 'Described a', price: money('7.653'), onHand: 48_121 },
      fields: {
        CreateProductInput: {
          sku: { stored: `"${sku}"` },
          name: { stored: '"Namea"' },
          description: { stored: '"Described a"' },
          price: { stored: '": 7653' },
          onHand: { stored: '": 48121' },
        } satisfies Fields<graph.CreateProductInput>,
      },
    },
    {
      mutation: graph.UpdateProductDocument,
      as: admin,
      input: { id: productId, name: 'Nameb', description: 'Described b', price: money('8.653') },
      fields: {
        UpdateProductInput: {
          id: { refused: NOBODY },
          name: { stored: '"Nameb"' },
          description: { stored: '"Described b"' },
          price: { stored: '": 8653' },
        } satisfies Fields<graph.UpdateProductInput>,
      },
    },
    {
      mutation: graph.SetStockDocument,
      as: admin,
      input: { sku: `${sku}-OTHER`, onHand: 58_121 },
      fields: {
        SetStockInput: {
          sku: { refused: 'NO-SUCH-SKU' },
          onHand: { stored: '": 58121' },
        } satisfies Fields<graph.SetStockInput>,
      },
    },
    {
      mutation: graph.AdjustStockDocument,
      as: admin,
      input: { sku, delta: 20_000, ...key('adjust') },
      fields: {
        AdjustStockInput: {
          sku: { refused: 'NO-SUCH-SKU' },
          delta: { stored: '": 68121' },
          ...keyed('adjust'),
        } satisfies Fields<graph.AdjustStockInput>,
      },
    },
    {
      mutation: graph.ReserveStockDocument,
      as: admin,
      input: { sku, quantity: 4713, expiresInSeconds: 1_000, ...key('reserve') },
      fields: {
        ReserveStockInput: {
          sku: { refused: 'NO-SUCH-SKU' },
          quantity: { stored: '": 4713' },
          expiresInSeconds: { refused: -1 },
          ...keyed('reserve'),
        } satisfies Fields<graph.ReserveStockInput>,
      },
    },
    {
      mutation: graph.PlaceOrderDocument,
      as: customer,
      input: {
        lines: [
          { sku, quantity: 4711 },
          { productId, quantity: 1 },
        ],
        expectedTotal: money('765.433'),
        ...key('place'),
      },
      fields: {
        PlaceOrderInput: {
          lines: { refused: [] },
          expectedTotal: { stored: '": 765433' },
          ...keyed('place'),
        } satisfies Fields<graph.PlaceOrderInput>,
        OrderLineInput: {
          sku: { stored: `"${sku}"` },
          productId: { stored: `"${productId}"` },
          quantity: { stored: '": 4711' },
        } satisfies Fields<graph.OrderLineInput>,
      },
    },
    {
      mutation: graph.SendNotificationDocument,
      as: admin,
      input: { userId: person.id, subject: 'A subject', message: 'A message', type: 'ORDER_PLACED', ...key('send') },
      fields: {
        SendNotificationInput: {
          userId: { stored: `"${person.id}"` },
          subject: { stored: '"A subject"' },
          message: { stored: '"A message"' },
          type: { stored: '"ORDER_PLACED"' },
          ...keyed('send'),
        } satisfies Fields<graph.SendNotificationInput>,
      },
    },
  ];
}

/** Sends a mutation. Returns the codes of everything that it failed by. */
async function failuresOf({ mutation, as }: Case, input: Case['input']): Promise<string[]> {
  const { data, errors = [] } = await as.send<Record<string, { userErrors: { code: string }[] } | null>, unknown>(
    mutation.toString(),
    { input },
  );
  const failed = Object.values(data ?? {}).flatMap((payload) => payload?.userErrors ?? []);
  return [...errors.map(({ extensions }) => extensions.code), ...failed.map(({ code }) => code)];
}

/** A field of an input that nobody reads would be dropped in silence. */
export function inputFieldTests(get: () => Stage): void {
  test('every field of every input is stored, or its value decides whether the mutation is refused', async () => {
    const stage = get();
    const cases = await casesOf(stage);
    const inputs = Object.values(buildSchema(composeGraph().api).getTypeMap()).filter(isInputObjectType);
    const walked = cases.flatMap(({ fields }) =>
      Object.entries(fields).flatMap(([type, shown]) => Object.keys(shown).map((field) => `${type}.${field}`)),
    );
    const all = inputs.flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
    expect(walked.toSorted()).toEqual(all.toSorted());

    const dropped: string[] = [];
    for (const each of cases) {
      const shown = Object.entries(each.fields).flatMap(([type, fields]) =>
        Object.entries(fields).map(([field, how]) => ({ name: `${type}.${field}`, field, how })),
      );
      for (const { name, field, how } of shown) {
        if (!('refused' in how)) continue;
        const own = 'idempotencyKey' in each.input ? { idempotencyKey: `refused-${name}` } : {};
        const failures = await failuresOf(each, { ...each.input, ...own, [field]: how.refused });
        if (failures.length === 0) dropped.push(name);
      }
      const before = await rowsOf(stage);
      expect(await failuresOf(each, each.input), each.mutation.toString()).toEqual([]);
      const written = [...(await rowsOf(stage)).difference(before)].join('\n');
      for (const { name, how } of shown) {
        if ('stored' in how && !written.includes(how.stored)) dropped.push(name);
      }
    }
    expect(dropped, 'neither stored nor refused').toEqual([]);
  });
}
