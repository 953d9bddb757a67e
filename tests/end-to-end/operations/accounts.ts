import { describe, expect, onTestFinished, test } from 'vitest';
import {
  AccountDocument,
  AccountsDocument,
  CancelOrderDocument,
  DepositDocument,
  WithdrawDocument,
} from '../../../client/generated/graphql.ts';
import type { OperationType } from '../../../client/generated/graphql.ts';
import { stockArticle, stockOf } from '../../kit/shop.ts';
import type { Visitor } from '../../kit/visitor.ts';
import { failure } from './answers.ts';
import type { Within } from './world.ts';

const NOTHING = { account: null, operation: null };
const money = (amount: string, currency = 'USD') => ({ amount, currency });

const deposit = async (customer: Visitor, amount: string, currency = 'USD') =>
  (await customer.ask(DepositDocument, { input: { amount: money(amount, currency) } })).deposit;
const withdraw = async (customer: Visitor, amount: string, currency = 'USD') =>
  (await customer.ask(WithdrawDocument, { input: { amount: money(amount, currency) } })).withdraw;

/** All operations of a customer's account, read two at a time. */
async function historyOf(customer: Visitor, type: OperationType[] = []) {
  const history = [];
  for (let after: string | null | undefined = null; ;) {
    const { me }: Awaited<ReturnType<typeof pageOf>> = await pageOf(customer, { first: 2, after, type });
    const page = me?.account?.operations;
    history.push(...(page?.nodes ?? []));
    after = page?.pageInfo.endCursor;
    if (page?.pageInfo.hasNextPage !== true) return history;
  }
}
const pageOf = (
  customer: Visitor,
  variables: { first: number; after: string | null | undefined; type: OperationType[] },
) => customer.ask(AccountDocument, variables);

function deposits(within: Within): void {
  describe('deposit', () => {
    test.each([
      ['USD', '200.5', { shown: '200.50', nothing: '0.00', twice: '401.00' }],
      ['JPY', '1000', { shown: '1000', nothing: '0', twice: '2000' }],
      ['KWD', '1.5', { shown: '1.500', nothing: '0.000', twice: '3.000' }],
    ])(
      'in %s of %s opens an account that has exactly the places',
      async (currency, given, { shown, nothing, twice }) => {
        const customer = await within().newcomer();
        const first = await deposit(customer, given, currency);
        expect(first).toMatchObject({
          account: {
            currency,
            balance: money(shown, currency),
            held: money(nothing, currency),
            available: money(shown, currency),
          },
          operation: {
            type: 'DEPOSIT',
            amount: money(shown, currency),
            balanceAfter: money(shown, currency),
            order: null,
          },
          userErrors: [],
        });
        const second = await deposit(customer, given, currency);
        expect(second).toMatchObject({ account: { id: first?.account?.id, balance: money(twice, currency) } });
        expect(second?.operation?.balanceAfter).toEqual(money(twice, currency));
      },
    );

    test('in three currencies makes three accounts beside each other, that in the default currency there from the first', async () => {
      const customer = await within().newcomer();
      const owner = { id: customer.id, username: customer.username };
      const { me } = await customer.ask(AccountDocument, {});
      expect(me?.account).toMatchObject({ currency: 'USD', balance: money('0.00'), owner });
      await deposit(customer, '5', 'KWD');
      await deposit(customer, '7', 'JPY');
      const { me: found } = await customer.ask(AccountsDocument, {});
      expect(found?.accounts?.map(({ balance }) => balance)).toEqual([
        money('7', 'JPY'),
        money('5.000', 'KWD'),
        money('0.00'),
      ]);
      expect(await customer.ask(AccountDocument, { currency: 'EUR' })).toMatchObject({ me: { account: null } });
    });

    test('fails with INVALID_INPUT for what an account cannot hold', async () => {
      const customer = await within().newcomer();
      const one = 'deposit(input: { amount: { amount: "9999999999999.99", currency: "USD" } }) { userErrors { code } }';
      const fifty = `mutation { ${Array.from({ length: 50 }, (_, index) => `d${index}: ${one}`).join(' ')} }`;
      for (const _ of [1, 2]) {
        const { data } = await customer.send<Record<string, unknown>, unknown>(fifty);
        expect(Object.values(data ?? {})).toEqual(Array.from({ length: 50 }, () => ({ userErrors: [] })));
      }
      expect(await deposit(customer, '9999999999999.99')).toEqual(failure('INVALID_INPUT', 'input.amount', NOTHING));
      expect(await deposit(customer, '0.99')).toMatchObject({ account: { balance: money('999999999999999.99') } });
      expect(await deposit(customer, '0.01')).toEqual(failure('INVALID_INPUT', 'input.amount', NOTHING));
    });
  });
}

function withdrawals(within: Within): void {
  describe('withdraw', () => {
    test('takes what is there to the last cent, and fails with INSUFFICIENT_FUNDS for more', async () => {
      const customer = await within().customerWith('10.00');
      expect(await withdraw(customer, '10.01')).toEqual(failure('INSUFFICIENT_FUNDS', 'input.amount', NOTHING));
      expect(await withdraw(customer, '10')).toMatchObject({
        account: { balance: money('0.00'), available: money('0.00') },
        operation: { type: 'WITHDRAWAL', amount: money('10.00'), balanceAfter: money('0.00') },
        userErrors: [],
      });
      expect(await withdraw(customer, '0.01')).toEqual(failure('INSUFFICIENT_FUNDS', 'input.amount', NOTHING));
    });

    test('leaves alone what is held for an order', async () => {
      const { stop, hasSent, customerWith, admin } = within();
      const customer = await customerWith('100.00');
      const article = await stockArticle(admin, '60.00', 5);
      // The money is asked for while accounts stands still, and held while nobody can go on to take it.
      const resumeAccounts = stop('accounts');
      onTestFinished(resumeAccounts);
      const id = await customer.placeOrder([{ sku: article.sku, quantity: 1 }]);
      await expect.poll(async () => (await stockOf(admin, article)).reserved, { timeout: 10_000 }).toBe(1);
      await expect.poll(() => hasSent('orders', 'AuthorizePayment', id), { timeout: 10_000 }).toBe(true);
      const resumeOrders = stop('orders');
      onTestFinished(resumeOrders);
      resumeAccounts();

      const accountOf = async () => (await customer.ask(AccountDocument, {})).me?.account;
      await expect.poll(async () => (await accountOf())?.held.amount, { timeout: 10_000 }).toBe('60.00');
      expect(await accountOf()).toMatchObject({ balance: money('100.00'), available: money('40.00') });
      expect(await withdraw(customer, '40.01')).toEqual(failure('INSUFFICIENT_FUNDS', 'input.amount', NOTHING));
      expect(await withdraw(customer, '40.00')).toMatchObject({ account: { available: money('0.00') } });
      resumeOrders();
      expect(await customer.settled(id)).toMatchObject({ status: 'CONFIRMED', payment: { status: 'CAPTURED' } });
      expect(await accountOf()).toMatchObject({ balance: money('0.00'), held: money('0.00') });
    });

    test('fails with NOT_FOUND where there is no account in the currency', async () => {
      const customer = await within().customerWith('10.00');
      expect(await withdraw(customer, '1.00', 'EUR')).toEqual(failure('NOT_FOUND', 'input.amount.currency', NOTHING));
    });
  });
}

function chain(within: Within): void {
  test('the history is a chain without gaps through deposits, withdrawals, payments and refunds, whole or by type', async () => {
    const { customerWith, admin } = within();
    const customer = await customerWith('100.00');
    const article = await stockArticle(admin, '30.00', 5);
    const kept = await customer.placeOrder([{ sku: article.sku, quantity: 1 }]);
    await customer.settled(kept);
    await withdraw(customer, '20.00');
    const undone = await customer.placeOrder([{ sku: article.sku, quantity: 1 }]);
    await customer.settled(undone);
    await customer.ask(CancelOrderDocument, { id: undone });
    await customer.settled(undone);
    await deposit(customer, '0.01');

    const all = await historyOf(customer);
    expect(
      all.map(({ type, amount, balanceAfter, order }) => [type, amount.amount, balanceAfter.amount, order?.id]),
    ).toEqual([
      ['DEPOSIT', '0.01', '50.01', undefined],
      ['REFUND', '30.00', '50.00', undone],
      ['PAYMENT', '30.00', '20.00', undone],
      ['WITHDRAWAL', '20.00', '50.00', undefined],
      ['PAYMENT', '30.00', '70.00', kept],
      ['DEPOSIT', '100.00', '100.00', undefined],
    ]);
    const ofTypes = async (...types: OperationType[]) => (await historyOf(customer, types)).map(({ id }) => id);
    for (const types of [['DEPOSIT'], ['PAYMENT', 'REFUND'], ['WITHDRAWAL']] as const) {
      expect(await ofTypes(...types)).toEqual(
        all.filter(({ type }) => types.some((wanted) => wanted === type)).map(({ id }) => id),
      );
    }
  });
}

/** Money that people move, and what is told of it. */
export function accountTests(within: Within): void {
  deposits(within);
  withdrawals(within);
  chain(within);
}
