import { describe, expect, test } from 'vitest';
import { newAccount } from './account.ts';
import { checkRequest, ContradictionError, declineCodeOf, declineMessage, paymentToResolve } from './payment.ts';
import type { DeclineCode, Payment, PaymentStatus, Resolution } from './payment.ts';

const ACCOUNT = { ...newAccount('account', 'ada', 'USD'), balanceMinor: 1_000n, heldMinor: 400n };
const FACTS = { owner: { frozen: false }, account: ACCOUNT, limitMinor: 500n, amountMinor: 500n };

const paymentOf = (status: PaymentStatus, changes: Partial<Payment> = {}): Payment => ({
  id: 'payment',
  orderId: 'order',
  customerId: 'ada',
  accountId: 'account',
  amountMinor: 500n,
  currency: 'USD',
  status,
  declineCode: null,
  createdAt: new Date(0),
  updatedAt: new Date(0),
  ...changes,
});

describe('a new payment', () => {
  test('given enough, and no more than the limit, is held', () => {
    expect(declineCodeOf(FACTS)).toBeNull();
    expect(declineCodeOf({ ...FACTS, amountMinor: 600n, limitMinor: 600n })).toBeNull();
  });

  test('given that several things are wrong is declined for the first', () => {
    const broke = { ...FACTS, account: { ...ACCOUNT, heldMinor: 1_000n } };
    const dear = { ...broke, limitMinor: 499n };
    const frozen = { ...dear, owner: { frozen: true } };
    expect([broke, dear, frozen, { ...frozen, account: null }].map(declineCodeOf)).toEqual([
      'INSUFFICIENT_FUNDS',
      'LIMIT_EXCEEDED',
      'ACCOUNT_FROZEN',
      'ACCOUNT_NOT_FOUND',
    ]);
  });

  test('given one unit too few available is declined', () => {
    expect(declineCodeOf({ ...FACTS, limitMinor: 601n, amountMinor: 601n })).toBe('INSUFFICIENT_FUNDS');
  });
});

test.each<[DeclineCode, string]>([
  ['ACCOUNT_NOT_FOUND', 'You have no account in JPY. Deposit JPY to open one.'],
  ['ACCOUNT_FROZEN', 'Your account is frozen.'],
  ['LIMIT_EXCEEDED', 'The total of 1500 JPY is above the largest single payment allowed.'],
  ['INSUFFICIENT_FUNDS', 'There is not enough money available in your account for the total of 1500 JPY.'],
])('%s has the message "%s"', (code, message) => {
  expect(declineMessage(code, { amountMinor: 1_500n, currency: 'JPY' })).toBe(message);
});

describe('a payment', () => {
  const ALL = ['AUTHORIZED', 'CAPTURED', 'DECLINED', 'VOIDED', 'REFUNDED'] as const;

  test.each<[Resolution, PaymentStatus, readonly PaymentStatus[]]>([
    ['capture', 'AUTHORIZED', ['CAPTURED', 'REFUNDED']],
    ['void', 'AUTHORIZED', ['VOIDED', 'DECLINED']],
    ['refund', 'CAPTURED', ['REFUNDED']],
  ])(
    'given a %s is resolved when it is %s, answered again when it is %j, and refused else',
    (resolution, taken, again) => {
      expect(paymentToResolve(resolution, paymentOf(taken))).toEqual(paymentOf(taken));
      for (const status of again) expect(paymentToResolve(resolution, paymentOf(status))).toBeNull();
      for (const status of ALL.filter((each) => each !== taken && !again.includes(each))) {
        expect(() => paymentToResolve(resolution, paymentOf(status)), status).toThrow(ContradictionError);
      }
    },
  );

  test.each<Resolution>(['capture', 'void', 'refund'])('given that there is none, a %s is refused', (resolution) => {
    expect(() => paymentToResolve(resolution, null)).toThrow(`There is no payment to ${resolution}`);
  });

  test('given a request of another customer, amount or currency is not the one that is meant', () => {
    const payment = paymentOf('AUTHORIZED');
    const amount = { amountMinor: 500n, currency: 'USD' };
    const request = { orderId: 'order', customerId: 'ada' };
    checkRequest(payment, request);
    checkRequest(payment, { ...request, amount });
    expect(() => checkRequest(payment, { ...request, customerId: 'bob' })).toThrow(ContradictionError);
    for (const other of [{ amountMinor: 501n }, { currency: 'EUR' }]) {
      expect(() => checkRequest(payment, { ...request, amount: { ...amount, ...other } })).toThrow(ContradictionError);
    }
  });
});
