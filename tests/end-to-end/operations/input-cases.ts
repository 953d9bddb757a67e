import * as graph from '../../../client/generated/graphql.ts';
import { introduction } from '../../kit/visitor.ts';
import type { Visitor } from '../../kit/visitor.ts';
import type { Stage } from '../operations.ts';
import { UNKNOWN_ID } from './calls.ts';

type Person = Awaited<ReturnType<Visitor['register']>>;

/**
 * How a field is seen to have an effect: `stored` is part of a row that the mutation writes, `refused` is another value of the field
 * that makes the mutation fail. A field of the graph that is missing here is a type error.
 */
export type Shown = { readonly stored: string } | { readonly refused: unknown };
type Fields<Input> = { readonly [Field in keyof Input]-?: Shown };

/** A mutation, and how each field of its input is seen. */
export interface Case {
  readonly mutation: { toString(): string };
  readonly as: Visitor;
  readonly input: Readonly<Record<string, unknown>>;
  /** By the names of input types: that of the mutation first, then types within it. */
  readonly fields: Readonly<Record<string, Readonly<Record<string, Shown>>>>;
}

// The values of the cases occur in no other row.
const money = (amount: string) => ({ amount, currency: 'KWD' });
const key = (name: string) => ({ idempotencyKey: `input-field-${name}` });
const keyed = (name: string) => ({ idempotencyKey: { stored: `"key": "input-field-${name}"` } });

const sku = 'INPUT-FIELD';

function casesOfUsers(customer: Person, person: Person): Case[] {
  const { email, username, password } = introduction();
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
  ];
}

function casesOfMoney(customer: Person, admin: Visitor): Case[] {
  return [
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
      mutation: graph.SendNotificationDocument,
      as: admin,
      input: { userId: customer.id, subject: 'A subject', message: 'A message', type: 'ORDER_PLACED', ...key('send') },
      fields: {
        SendNotificationInput: {
          userId: { stored: `"${customer.id}"` },
          subject: { stored: '"A subject"' },
          message: { stored: '"A message"' },
          type: { stored: '"ORDER_PLACED"' },
          ...keyed('send'),
        } satisfies Fields<graph.SendNotificationInput>,
      },
    },
  ];
}

function casesOfProducts(admin: Visitor, productId: string): Case[] {
  return [
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
          id: { refused: UNKNOWN_ID },
          name: { stored: '"Nameb"' },
          description: { stored: '"Described b"' },
          price: { stored: '": 8653' },
        } satisfies Fields<graph.UpdateProductInput>,
      },
    },
  ];
}

function casesOfStock(customer: Person, admin: Visitor, productId: string): Case[] {
  return [
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
  ];
}

/** Returns the cases in the order in which they are sent. */
export async function casesOf({ system, admin }: Stage): Promise<Case[]> {
  const [customer, person] = [await system.visitor().register(), await system.visitor().register()];
  await customer.deposit('10.00');
  const { createProduct } = await admin.ask(graph.CreateProductDocument, {
    input: { sku: `${sku}-OTHER`, name: 'Another', price: { amount: '1.00', currency: 'USD' } },
  });
  const productId = createProduct?.product?.id ?? '';
  return [
    ...casesOfUsers(customer, person),
    ...casesOfMoney(customer, admin),
    ...casesOfProducts(admin, productId),
    ...casesOfStock(customer, admin, productId),
  ];
}
