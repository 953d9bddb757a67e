import * as graph from '../../../client/generated/graphql.ts';
import { stockArticle, stockOf } from '../../kit/shop.ts';
import type { Visitor } from '../../kit/visitor.ts';
import { NOBODY } from './calls.ts';
import type { World } from './world.ts';

/** Somebody who gives a command that takes a key, and what they give it. */
export interface Subject {
  readonly somebody: Visitor;
  readonly input: object;
  /** The same, written in another way. */
  readonly rewritten?: object;
  readonly other: object;
  /** Of a wrong shape. */
  readonly wrong: object;
  /** What fails for what is stored, once that is arranged; `mend` changes it. */
  readonly failing?: {
    readonly arrange?: () => Promise<unknown>;
    readonly input: object;
    readonly code: string;
    readonly mend?: () => Promise<unknown>;
  };
  /** How often `input` has had its effect. */
  readonly effects: () => Promise<number>;
}

/** An operation that takes a key: its document, what its result is called, and a world to give it in. */
export interface KeyedCommand {
  readonly document: { toString(): string };
  readonly result: string;
  readonly prepare: (world: World) => Promise<Subject>;
}

const money = (amount: string, currency = 'USD') => ({ amount: { amount, currency } });
const operationsOf = async (customer: Visitor): Promise<number> =>
  (await customer.ask(graph.AccountDocument, { first: 100 })).me?.account?.operations.nodes.length ?? 0;

/** Fills an account in EUR until it can hold no more. */
async function fillUp(customer: Visitor): Promise<void> {
  const one = `deposit(input: { amount: { amount: "9999999999999.99", currency: "EUR" } }) { userErrors { code } }`;
  const fifty = Array.from({ length: 50 }, (_, index) => `d${index}: ${one}`).join(' ');
  for (const _ of [1, 2]) await customer.send(`mutation { ${fifty} }`);
}

const deposit: KeyedCommand = {
  document: graph.DepositDocument,
  result: 'operation',
  prepare: async ({ newcomer }) => {
    const somebody = await newcomer();
    const mend = () => somebody.ask(graph.WithdrawDocument, { input: money('9.00', 'EUR') });
    return {
      somebody,
      input: money('10.5'),
      rewritten: money('10.50'),
      other: money('10.51'),
      wrong: money('10.505'),
      failing: { arrange: () => fillUp(somebody), input: money('9.99', 'EUR'), code: 'INVALID_INPUT', mend },
      effects: () => operationsOf(somebody),
    };
  },
};

const withdraw: KeyedCommand = {
  document: graph.WithdrawDocument,
  result: 'operation',
  prepare: async ({ customerWith }) => {
    const somebody = await customerWith('100.00');
    return {
      somebody,
      input: money('10.00'),
      rewritten: money('10'),
      other: money('20.00'),
      wrong: money('0'),
      failing: { input: money('200.00'), code: 'INSUFFICIENT_FUNDS', mend: () => somebody.deposit('500.00') },
      effects: async () => (await operationsOf(somebody)) - 1,
    };
  },
};

const adjustStock: KeyedCommand = {
  document: graph.AdjustStockDocument,
  result: 'product',
  prepare: async ({ admin }) => {
    const article = await stockArticle(admin, '10.00', 10);
    const { sku } = article;
    const mend = () => admin.ask(graph.SetStockDocument, { input: { sku, onHand: 1_000 } });
    return {
      somebody: admin,
      input: { sku, delta: 3 },
      other: { sku, delta: 4 },
      wrong: { sku, delta: 0 },
      failing: { input: { sku, delta: -100 }, code: 'INSUFFICIENT_STOCK', mend },
      effects: async () => ((await stockOf(admin, article)).onHand - 10) / 3,
    };
  },
};

const reserveStock: KeyedCommand = {
  document: graph.ReserveStockDocument,
  result: 'reservation',
  prepare: async ({ admin }) => {
    const article = await stockArticle(admin, '10.00', 100);
    const { sku } = article;
    const mend = () => admin.ask(graph.SetStockDocument, { input: { sku, onHand: 1_000 } });
    return {
      somebody: admin,
      input: { sku, quantity: 3, expiresInSeconds: 3_600 },
      other: { sku, quantity: 3 },
      wrong: { sku, quantity: 0 },
      failing: { input: { sku, quantity: 500 }, code: 'INSUFFICIENT_STOCK', mend },
      effects: async () => (await stockOf(admin, article)).reserved / 3,
    };
  },
};

const placeOrder: KeyedCommand = {
  document: graph.PlaceOrderDocument,
  result: 'order',
  prepare: async ({ admin, customerWith }) => {
    const somebody = await customerWith('1000.00');
    const { sku } = await stockArticle(admin, '10.00', 1_000);
    const expectedTotal = { amount: '20.00', currency: 'USD' };
    return {
      somebody,
      input: { lines: [{ sku, quantity: 2 }], expectedTotal },
      rewritten: { expectedTotal: { ...expectedTotal, amount: '20' }, lines: [{ quantity: 2, sku, productId: null }] },
      other: { lines: [{ sku, quantity: 2 }] },
      wrong: { lines: [] },
      effects: async () => (await somebody.ask(graph.OrdersDocument, { first: 100 })).orders?.nodes.length ?? 0,
    };
  },
};

const sendNotification: KeyedCommand = {
  document: graph.SendNotificationDocument,
  result: 'notification',
  prepare: async ({ admin, newcomer }) => {
    const user = await newcomer();
    const listed = async () => (await user.ask(graph.NotificationsDocument, { first: 100 })).me?.notifications?.nodes;
    return {
      somebody: admin,
      input: { userId: user.id, message: 'Hello' },
      rewritten: { userId: user.id.toUpperCase(), message: ' Hello ', type: null },
      other: { userId: user.id, message: 'Goodbye' },
      wrong: { userId: user.id, message: '' },
      failing: { input: { userId: NOBODY, message: 'Hello' }, code: 'NOT_FOUND' },
      effects: async () => (await listed())?.filter(({ type }) => type === 'CUSTOM').length ?? 0,
    };
  },
};

/** Every operation that takes a key, by its name. */
export const KEYED_COMMANDS: Readonly<Record<string, KeyedCommand>> = {
  deposit,
  withdraw,
  adjustStock,
  reserveStock,
  placeOrder,
  sendNotification,
};
