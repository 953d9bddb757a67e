import { describe, expect, test } from 'vitest';
import {
  availableMinor,
  BALANCE_MINOR_LIMIT,
  newAccount,
  refuseDeposit,
  refuseWithdrawal,
  sidesOf,
} from './account.ts';
import type { Account } from './account.ts';

const USER = { frozen: false };
const FROZEN = { frozen: true };
const accountOf = (balanceMinor: bigint, heldMinor = 0n, refundableMinor = 0n): Account => ({
  ...newAccount('account', 'owner', 'USD'),
  balanceMinor,
  heldMinor,
  refundableMinor,
});
const usd = (amountMinor: bigint) => ({ amountMinor, currency: 'USD' });

test('what is available is the balance without what is held', () => {
  expect(availableMinor(accountOf(1_000n, 400n))).toBe(600n);
});

describe('a deposit', () => {
  test('given an account, or none yet, is taken', () => {
    expect(refuseDeposit(USER, accountOf(0n), usd(1n))).toBeNull();
    expect(refuseDeposit(USER, null, usd(1n))).toBeNull();
  });

  test('given a frozen customer is refused, whatever the account', () => {
    for (const account of [null, accountOf(5n), accountOf(BALANCE_MINOR_LIMIT - 1n)]) {
      expect(refuseDeposit(FROZEN, account, usd(1n))?.userErrors[0].code).toBe('ACCOUNT_FROZEN');
    }
  });

  test('given an account near its limit is taken up to it, and refused at it', () => {
    const account = accountOf(BALANCE_MINOR_LIMIT - 10n);
    expect(refuseDeposit(USER, account, usd(9n))).toBeNull();
    expect(refuseDeposit(USER, account, usd(10n))?.userErrors).toEqual([
      {
        code: 'INVALID_INPUT',
        message: 'An account can hold at most 999999999999999.99 USD.',
        field: ['input', 'amount'],
      },
    ]);
  });
});

describe('what orders have paid', () => {
  test('has room to come back: a deposit is refused that would leave it none', () => {
    const paid = accountOf(0n, 0n, BALANCE_MINOR_LIMIT - 10n);
    expect(refuseDeposit(USER, paid, usd(9n))).toBeNull();
    expect(refuseDeposit(USER, paid, usd(10n))?.userErrors[0].code).toBe('INVALID_INPUT');
  });
});

describe('a withdrawal', () => {
  test('given what is available is made to the last cent', () => {
    expect(refuseWithdrawal(USER, accountOf(1_000n, 400n), usd(600n))).toBeNull();
  });

  test('given that some of it is held is refused, and says what is available', () => {
    expect(refuseWithdrawal(USER, accountOf(1_000n, 400n), usd(601n))?.userErrors).toEqual([
      { code: 'INSUFFICIENT_FUNDS', message: 'Only 6.00 USD is available.', field: ['input', 'amount'] },
    ]);
  });

  test('given a frozen customer is refused for that, be there enough or not', () => {
    for (const balance of [0n, 1_000n]) {
      expect(refuseWithdrawal(FROZEN, accountOf(balance), usd(600n))?.userErrors[0].code).toBe('ACCOUNT_FROZEN');
    }
  });
});

test.each([
  ['DEPOSIT', 'CASH', 5n],
  ['WITHDRAWAL', 'CASH', -5n],
  ['PAYMENT', 'SALES', -5n],
  ['REFUND', 'SALES', 5n],
] as const)('a %s is posted against %s, and its sides sum to zero', (type, counterpart, customerMinor) => {
  expect(sidesOf(type, 5n)).toEqual({ customerMinor, counterpart, counterpartMinor: -customerMinor });
});
