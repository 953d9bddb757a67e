import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { isFailure } from '#platform/errors.ts';
import { UserDeactivated, UserReactivated, UserRegistered } from '#users/messages.ts';
import { deposit as depositIn, withdraw as withdrawIn } from '../../subgraphs/accounts/domain/books.ts';
import { keepBooks } from '../../subgraphs/accounts/ledger.ts';
import { deposit, withdraw } from '../../subgraphs/accounts/use-cases/move-money.ts';
import { accounts } from '../kit/service-definitions.ts';
import { callerOf, openWorld, resultOf } from '../kit/world.ts';
import { figuresOf, ledgerFaults, money } from './ledger.ts';
import type { AccountsWorld } from './ledger.ts';

let world: AccountsWorld;
beforeAll(async () => {
  world = await openWorld(accounts);
});
afterAll(() => world.close());
afterEach(async () => {
  expect(await ledgerFaults(world.database)).toEqual([]);
});

const codes = (outcomes: readonly { readonly userErrors: readonly { readonly code: string }[] }[]): string[] =>
  outcomes.map(({ userErrors }) => userErrors[0]?.code ?? 'OK');
const times = <Result>(count: number, work: () => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, work));

describe('a deposit', () => {
  test('opens the account of its currency, and the one in the default currency', async () => {
    const caller = callerOf();
    const outcome = await deposit(world.deps, caller, money('12.345', 'KWD'));
    expect(outcome).toMatchObject({
      account: { ownerId: caller.id, currency: 'KWD', balanceMinor: 12_345n, heldMinor: 0n },
      operation: { type: 'DEPOSIT', amountMinor: 12_345n, balanceAfterMinor: 12_345n, orderId: null },
      userErrors: [],
    });
    expect(await figuresOf(world.database, caller.id, 'USD')).toEqual({ balance: 0n, held: 0n });
    expect(await world.messages()).toEqual([]);
  });

  test('adds to what is there, and its history is a chain', async () => {
    const caller = callerOf();
    for (const amount of ['10', '0.5', '200.25']) await deposit(world.deps, caller, money(amount));
    const outcome = await withdraw(world.deps, caller, money('10.75'));
    expect(outcome).toMatchObject({
      account: { balanceMinor: 20_000n },
      operation: { type: 'WITHDRAWAL', amountMinor: 1_075n },
    });
  });

  test('is refused where the account would hold more than it can', async () => {
    const caller = callerOf();
    const most = money('9999999999999.99');
    for (let filled = 0; filled < 100; filled += 1) await deposit(world.deps, caller, most);
    const refused = await deposit(world.deps, caller, money('1.00'));
    expect(refused.userErrors).toEqual([
      {
        code: 'INVALID_INPUT',
        message: 'An account can hold at most 999999999999999.99 USD.',
        field: ['input', 'amount'],
      },
    ]);
    const rest = await deposit(world.deps, caller, money('0.99'));
    expect(rest.userErrors).toEqual([]);
    expect(await figuresOf(world.database, caller.id)).toEqual({ balance: 99_999_999_999_999_999n, held: 0n });
  });
});

test('movements are as old as their order says, whatever the clock of the process', async () => {
  const caller = callerOf();
  const ages = [];
  for (const now of [undefined, Date.UTC(2100, 0), 0, undefined]) {
    if (now !== undefined) vi.useFakeTimers({ toFake: ['Date'], now });
    ages.push(resultOf(await deposit(world.deps, caller, money('1.00'))).operation.createdAt.getTime());
    vi.useRealTimers();
  }
  expect(ages).toEqual(ages.toSorted((a, b) => a - b));
});

describe('a withdrawal', () => {
  test('takes what is there to the last cent, and nothing more', async () => {
    const caller = callerOf();
    await deposit(world.deps, caller, money('10.00'));
    expect(codes([await withdraw(world.deps, caller, money('10.01'))])).toEqual(['INSUFFICIENT_FUNDS']);
    expect(codes([await withdraw(world.deps, caller, money('10.00'))])).toEqual(['OK']);
    expect(codes([await withdraw(world.deps, caller, money('0.01'))])).toEqual(['INSUFFICIENT_FUNDS']);
    expect(await figuresOf(world.database, caller.id)).toEqual({ balance: 0n, held: 0n });
  });

  test('takes what is there in a currency that has been withdrawn since, in which nothing is deposited', async () => {
    const caller = callerOf();
    const lev = { amountMinor: 500n, currency: 'BGN' };
    await expect(deposit(world.deps, caller, money('5.00', 'BGN'))).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', field: 'input.amount.currency' },
    });
    await world.database.transaction((tx) =>
      keepBooks(tx, world.deps, { ownerIds: [caller.id] }, (books) => depositIn(books, caller.id, lev)),
    );
    expect(codes([await withdraw(world.deps, caller, money('5.00', 'BGN'))])).toEqual(['OK']);
  });

  test('in a currency without an account finds none', async () => {
    const caller = callerOf();
    await deposit(world.deps, caller, money('10.00'));
    const outcome = await withdraw(world.deps, caller, money('10', 'JPY'));
    expect(outcome.userErrors).toEqual([
      { code: 'NOT_FOUND', message: 'You have no account in JPY.', field: ['input', 'amount', 'currency'] },
    ]);
    expect(await figuresOf(world.database, caller.id, 'JPY')).toBeUndefined();
  });

  test('50 at once from an account that covers 10: exactly 10 are made', async () => {
    const caller = callerOf();
    await deposit(world.deps, caller, money('10.00'));
    const outcomes = await times(50, () => withdraw(world.deps, caller, money('1.00')));
    expect(codes(outcomes).toSorted()).toEqual([
      ...Array.from({ length: 40 }, () => 'INSUFFICIENT_FUNDS'),
      ...Array.from({ length: 10 }, () => 'OK'),
    ]);
    expect(await figuresOf(world.database, caller.id)).toEqual({ balance: 0n, held: 0n });
  });
});

describe('customers at once', () => {
  test('50 in a currency without accounts, by their first use', async () => {
    const callers = Array.from({ length: 50 }, () => callerOf());
    const outcomes = await Promise.all(callers.map((caller) => deposit(world.deps, caller, money('5', 'CHF'))));
    expect(new Set(codes(outcomes))).toEqual(new Set(['OK']));
    expect(await world.prisma.account.count({ where: { currency: 'CHF', ownerId: null } })).toBe(2);
  });

  test('50 deposits by one newcomer in two currencies: all count, in one account each', async () => {
    const caller = callerOf();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        deposit(world.deps, caller, money('1', index % 2 === 0 ? 'USD' : 'SEK')),
      ),
    );
    expect(new Set(codes(outcomes))).toEqual(new Set(['OK']));
    expect(await figuresOf(world.database, caller.id, 'USD')).toEqual({ balance: 2_500n, held: 0n });
    expect(await figuresOf(world.database, caller.id, 'SEK')).toEqual({ balance: 2_500n, held: 0n });
  });

  test('do not wait for one another, though their money meets in the same account of the system', async () => {
    const [slow, quick] = [callerOf(), callerOf()];
    for (const caller of [slow, quick]) await deposit(world.deps, caller, money('10.00'));
    const order: string[] = [];
    let waiting: Promise<unknown> | undefined;
    await world.database.transaction(async (tx) => {
      const cent = { amountMinor: 1n, currency: 'USD' };
      await keepBooks(tx, world.deps, { ownerIds: [slow.id] }, (books) => withdrawIn(books, slow.id, cent));
      // Control: a second command of the same customer waits for the first to end.
      waiting = withdraw(world.deps, slow, money('1.00')).then(() => order.push('slow, second'));
      await withdraw(world.deps, quick, money('1.00')).then(() => order.push('quick'));
      order.push('slow, first');
    });
    await waiting;
    expect(order).toEqual(['quick', 'slow, first', 'slow, second']);
  });
});

describe('movements of one customer at once', () => {
  const commits = (): number => world.statements.filter((text) => text.includes('FOR NO KEY UPDATE')).length;

  test('share transactions, and each has its own outcome', async () => {
    const caller = callerOf();
    await deposit(world.deps, caller, money('60.00'));
    world.statements.length = 0;
    const keyed = { ...money('1.00'), idempotencyKey: 'one' };
    const outcomes = await Promise.all([
      withdraw(world.deps, caller, keyed),
      withdraw(world.deps, caller, money('1', 'JPY')),
      withdraw(world.deps, caller, keyed),
      withdraw(world.deps, caller, { ...money('2.00'), idempotencyKey: 'one' }),
      ...Array.from({ length: 46 }, (_, index) => withdraw(world.deps, caller, money(`${index + 1}.00`))),
    ]);
    expect(codes(outcomes)).toEqual([
      'OK',
      'NOT_FOUND',
      'OK',
      'IDEMPOTENCY_CONFLICT',
      // 1 + 2 + … + 10 is 55 of the 59 that are left, and 4 more cannot be had for 11 or above.
      ...Array.from({ length: 46 }, (_, index) => (index < 10 ? 'OK' : 'INSUFFICIENT_FUNDS')),
    ]);
    const [first, , again] = outcomes.map((outcome) => (isFailure(outcome) ? undefined : outcome.operation));
    expect(again).toEqual(first);
    expect(commits()).toBeLessThanOrEqual(2);
    expect(await figuresOf(world.database, caller.id)).toEqual({ balance: 400n, held: 0n });
  });

  test('however many, do not keep another customer waiting', async () => {
    const [many, other] = [callerOf(), callerOf()];
    const order: string[] = [];
    await Promise.all([
      ...Array.from({ length: 1_000 }, () => deposit(world.deps, many, money('1.00')).then(() => order.push('many'))),
      deposit(world.deps, other, money('1.00')).then(() => order.push('other')),
    ]);
    expect(order.indexOf('other')).toBeLessThan(500);
    expect(await figuresOf(world.database, many.id)).toEqual({ balance: 100_000n, held: 0n });
  });
});

describe('an idempotency key', () => {
  test('50 equal deposits at once have one effect and 50 equal answers', async () => {
    const caller = callerOf();
    const input = { ...money('7.00'), idempotencyKey: uuidv7() };
    const outcomes = await times(50, () => deposit(world.deps, caller, input));
    const [first, ...others] = outcomes.map((outcome) => resultOf(outcome).operation);
    expect(others).toEqual(Array.from({ length: 49 }, () => first));
    expect(await figuresOf(world.database, caller.id)).toEqual({ balance: 700n, held: 0n });
  });

  test('gives the same operation again, and the account as it is by then', async () => {
    const caller = callerOf();
    const first = await deposit(world.deps, caller, { ...money('7.00'), idempotencyKey: 'one' });
    await deposit(world.deps, caller, money('1.00'));
    const again = await deposit(world.deps, caller, { ...money('7'), idempotencyKey: 'one' });
    expect(again).toMatchObject({ account: { balanceMinor: 800n }, operation: { balanceAfterMinor: 700n } });
    expect(resultOf(again).operation).toEqual(resultOf(first).operation);
  });

  test('with another input is a conflict', async () => {
    const caller = callerOf();
    await deposit(world.deps, caller, { ...money('7.00'), idempotencyKey: 'one' });
    const other = await deposit(world.deps, caller, { ...money('7.01'), idempotencyKey: 'one' });
    expect(codes([other])).toEqual(['IDEMPOTENCY_CONFLICT']);
    expect(await figuresOf(world.database, caller.id)).toEqual({ balance: 700n, held: 0n });
  });

  test('belongs to the caller and to the operation', async () => {
    const [one, other] = [callerOf(), callerOf()];
    const input = { ...money('7.00'), idempotencyKey: 'shared' };
    expect(codes([await deposit(world.deps, one, input), await deposit(world.deps, other, input)])).toEqual([
      'OK',
      'OK',
    ]);
    expect(codes([await withdraw(world.deps, one, input), await withdraw(world.deps, one, input)])).toEqual([
      'OK',
      'OK',
    ]);
    expect(await figuresOf(world.database, one.id)).toEqual({ balance: 0n, held: 0n });
    expect(await figuresOf(world.database, other.id)).toEqual({ balance: 700n, held: 0n });
  });

  test('keeps a failure too, though the money is there by now', async () => {
    const caller = callerOf();
    const input = { ...money('7.00'), idempotencyKey: 'early' };
    expect(codes([await withdraw(world.deps, caller, input)])).toEqual(['INSUFFICIENT_FUNDS']);
    await deposit(world.deps, caller, money('7.00'));
    expect(codes([await withdraw(world.deps, caller, input)])).toEqual(['INSUFFICIENT_FUNDS']);
    expect(codes([await withdraw(world.deps, caller, { ...input, idempotencyKey: 'late' })])).toEqual(['OK']);
  });
});

describe('a user', () => {
  const person = { email: 'ada@example.com', username: 'ada', firstName: null, locale: 'EN' as const, version: 1 };

  test('who registers has an account in the default currency, however often that is told', async () => {
    const { id: userId } = callerOf();
    for (let told = 0; told < 3; told += 1) await world.deliver(UserRegistered, { ...person, userId });
    expect(await figuresOf(world.database, userId)).toEqual({ balance: 0n, held: 0n });
    expect(await world.prisma.account.count({ where: { ownerId: userId } })).toBe(1);
  });

  test('whose deposit is earlier than the news of the registration keeps it', async () => {
    const caller = callerOf();
    await Promise.all([
      deposit(world.deps, caller, money('3.00')),
      world.deliver(UserRegistered, { ...person, userId: caller.id }),
      deposit(world.deps, caller, money('4.00')),
    ]);
    expect(await figuresOf(world.database, caller.id)).toEqual({ balance: 700n, held: 0n });
  });

  test('who is deactivated can neither pay in nor take out, until reactivated', async () => {
    const caller = callerOf();
    await deposit(world.deps, caller, money('5.00'));
    await world.deliver(UserDeactivated, { userId: caller.id, version: 2 });
    expect(
      codes([
        await deposit(world.deps, caller, money('1.00')),
        await deposit(world.deps, caller, money('1', 'JPY')),
        await withdraw(world.deps, caller, money('1.00')),
      ]),
    ).toEqual(['ACCOUNT_FROZEN', 'ACCOUNT_FROZEN', 'ACCOUNT_FROZEN']);
    expect(await figuresOf(world.database, caller.id, 'JPY')).toBeUndefined();
    await world.deliver(UserReactivated, { userId: caller.id, version: 3 });
    expect(codes([await withdraw(world.deps, caller, money('1.00'))])).toEqual(['OK']);
  });

  test.each([
    ['in order', [1, 2, 3], true],
    ['with the last first', [3, 2, 1], true],
    ['told twice', [1, 3, 2, 3, 2], true],
    ['with the reactivation last', [1, 3, 4, 2], false],
  ])('has the standing of the latest news, %s', async (_, versions, isFrozen) => {
    const caller = callerOf();
    // Odd versions are deactivations, the first of them of an unknown user.
    for (const version of versions) {
      await world.deliver(version % 2 === 1 ? UserDeactivated : UserReactivated, { userId: caller.id, version });
    }
    expect(codes([await deposit(world.deps, caller, money('1.00'))])).toEqual([isFrozen ? 'ACCOUNT_FROZEN' : 'OK']);
  });
});
