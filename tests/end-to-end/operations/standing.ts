import { describe, expect, test } from 'vitest';
import type { Service } from '#platform/config.ts';
import {
  DeactivateUserDocument,
  DepositDocument,
  OrderStatusDocument,
  PlaceOrderDocument,
  ReactivateUserDocument,
  WithdrawDocument,
} from '../../../client/generated/graphql.ts';
import { stockArticle, stockOf } from '../../kit/shop.ts';
import type { Visitor } from '../../kit/visitor.ts';
import { codesOf, failure } from './answers.ts';
import type { Person, Within, World } from './world.ts';

const WAIT = { timeout: 10_000, interval: 50 };

const deactivate = async ({ admin }: World, { id }: Person) =>
  codesOf((await admin.ask(DeactivateUserDocument, { userId: id })).deactivateUser);
const reactivate = async ({ admin }: World, { id }: Person) =>
  codesOf((await admin.ask(ReactivateUserDocument, { userId: id })).reactivateUser);

/** How many rows a service has about somebody who is shut out. */
const countOf = ({ withDatabase }: World, service: 'accounts' | 'orders', { id }: Person): Promise<number | null> =>
  withDatabase(service, async (client) => {
    const known = { accounts: 'owners WHERE frozen', orders: 'customer_standings WHERE NOT active' }[service];
    return (await client.query(`SELECT FROM ${known} AND user_id = $1`, [id])).rowCount;
  });

/** Lets a service not hear of something while something else happens: nothing can be written into the table that takes the news. */
const whileDeaf = (
  { withDatabase }: World,
  [service, table]: readonly [Service, string],
  work: () => Promise<void>,
): Promise<void> =>
  withDatabase(service, async (client) => {
    await client.query('BEGIN');
    await client.query(`LOCK TABLE ${table} IN SHARE MODE`);
    await work();
    await client.query('COMMIT');
  });

function orders(within: Within): void {
  test('cancels what is not confirmed, and leaves what is', async () => {
    const { admin, customerWith, whileStopped } = within();
    const customer = await customerWith('100.00');
    const article = await stockArticle(admin, '10.00', 5);
    const place = () => customer.placeOrder([{ sku: article.sku, quantity: 1 }]);
    const confirmed = await place();
    expect(await customer.settled(confirmed)).toMatchObject({ status: 'CONFIRMED' });
    const open = await whileStopped(['accounts'], async () => {
      const placed = await place();
      await expect.poll(async () => (await stockOf(admin, article)).reserved, WAIT).toBe(1);
      expect(await deactivate(within(), customer)).toEqual([]);
      const status = async () => (await admin.ask(OrderStatusDocument, { id: placed })).order?.status;
      await expect.poll(status, WAIT).toBe('CANCELLING');
      return placed;
    });
    const order = await admin.settled(open);
    expect(order).toMatchObject({ status: 'CANCELLED', failure: { code: 'CANCELLED' } });
    expect(order.customer?.account).toMatchObject({ balance: { amount: '90.00' }, held: { amount: '0.00' } });
    expect(await admin.orderPage(confirmed)).toMatchObject({ status: 'CONFIRMED', payment: { status: 'CAPTURED' } });
    expect(await stockOf(admin, article)).toEqual({ onHand: 4, reserved: 0, available: 4 });
  });

  test('has an order that orders does not yet cancel declined with ACCOUNT_FROZEN', async () => {
    const { admin, customerWith, stop } = within();
    const customer = await customerWith('100.00');
    const article = await stockArticle(admin, '10.00', 5);
    const resumeProducts = stop('products');
    let id = '';
    await whileDeaf(within(), ['orders', 'customer_standings'], async () => {
      try {
        id = await customer.placeOrder([{ sku: article.sku, quantity: 1 }]);
        await deactivate(within(), customer);
        await expect.poll(() => countOf(within(), 'accounts', customer), WAIT).toBe(1);
      } finally {
        resumeProducts();
      }
      expect(await admin.settled(id)).toMatchObject({
        status: 'REJECTED',
        failure: { code: 'ACCOUNT_FROZEN' },
        payment: { status: 'DECLINED', declineCode: 'ACCOUNT_FROZEN' },
        customer: { active: false, account: { balance: { amount: '100.00' }, held: { amount: '0.00' } } },
      });
    });
    expect(await stockOf(admin, article)).toEqual({ onHand: 5, reserved: 0, available: 5 });
  });

  test('takes no order until reactivateUser has been heard of', async () => {
    const customer = await within().customerWith('100.00');
    await deactivate(within(), customer);
    await expect.poll(() => countOf(within(), 'orders', customer), WAIT).toBe(1);
    const input = { lines: [{ sku: 'NO-SUCH-SKU', quantity: 1 }] };
    let again: Visitor = customer;
    await whileDeaf(within(), ['orders', 'customer_standings'], async () => {
      await reactivate(within(), customer);
      again = await within().visitor().login(customer);
      const { data, errors } = await again.send(PlaceOrderDocument, { input });
      expect(data).toEqual({ placeOrder: null });
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    });
    const isTaken = async () => (await again.send(PlaceOrderDocument, { input })).data?.placeOrder?.order?.status;
    await expect.poll(isTaken, WAIT).toBe('PENDING');
  });
}

function money(within: Within): void {
  test('answers when no token of before does anything any more, also where no service has heard of it', async () => {
    const { customerWith, withDatabase } = within();
    const customer = await customerWith('100.00');
    const input = { amount: { amount: '1.00', currency: 'USD' } };
    const flooding = new AbortController();
    let answers = 0;
    const flood = async (): Promise<void> => {
      for (; !flooding.signal.aborted; answers += 1) await customer.send(DepositDocument, { input });
    };
    const floods = [flood(), flood(), flood()];
    const countNow = () =>
      withDatabase('accounts', async (client) => {
        const sql = 'SELECT postings_count FROM accounts WHERE owner_id = $1';
        return (await client.query<{ postings_count: number }>(sql, [customer.id])).rows[0]?.postings_count ?? 0;
      });
    await whileDeaf(within(), ['accounts', 'messaging.inbox'], async () => {
      await expect.poll(countNow, WAIT).toBeGreaterThan(10);
      expect(await deactivate(within(), customer)).toEqual([]);
      const [count, answered] = [await countNow(), answers];
      await expect.poll(() => answers, WAIT).toBeGreaterThan(answered + 50);
      expect(await countNow()).toBe(count);
      flooding.abort();
      await Promise.all(floods);
    });
  });

  test('freezes the accounts: deposit and withdraw fail with ACCOUNT_FROZEN until reactivateUser thaws them', async () => {
    const customer = await within().customerWith('100.00');
    const input = { amount: { amount: '1.00', currency: 'USD' } };
    const frozen = failure('ACCOUNT_FROZEN', null, { account: null, operation: null });
    await deactivate(within(), customer);
    await expect.poll(() => countOf(within(), 'accounts', customer), WAIT).toBe(1);
    let again: Visitor = customer;
    await whileDeaf(within(), ['accounts', 'messaging.inbox'], async () => {
      expect(await reactivate(within(), customer)).toEqual([]);
      again = await within().visitor().login(customer);
      expect(await again.ask(DepositDocument, { input })).toEqual({ deposit: frozen });
      expect(await again.ask(WithdrawDocument, { input })).toEqual({ withdraw: frozen });
      const inYen = { amount: { amount: '1', currency: 'JPY' } };
      expect(await again.ask(DepositDocument, { input: inYen })).toEqual({ deposit: frozen });
    });
    await expect.poll(async () => codesOf((await again.ask(WithdrawDocument, { input })).withdraw), WAIT).toEqual([]);
    expect(await again.ask(DepositDocument, { input })).toMatchObject({
      deposit: { account: { balance: { amount: '100.00' } }, userErrors: [] },
    });
  });
}

/** What it means for orders and money that somebody is shut out. */
export function standingTests(within: Within): void {
  describe('deactivateUser', () => {
    orders(within);
    money(within);
  });
}
