import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AuthorizePayment, CapturePayment } from '#accounts/messages.ts';
import { raw } from '#platform/database.ts';
import { deposit } from '../../subgraphs/accounts/use-cases/move-money.ts';
import { accounts } from '../kit/service-definitions.ts';
import { callerOf, openWorld } from '../kit/world.ts';
import { ledgerFaults, money } from './ledger.ts';
import type { AccountsWorld } from './ledger.ts';

// A customer with 100.00 USD, of which 10.00 are held for one order and 20.00 were taken for another.
const customer = callerOf();
const [held, taken] = [randomUUID(), randomUUID()];
let world: AccountsWorld;
let client: pg.Client;

beforeAll(async () => {
  world = await openWorld(accounts);
  await deposit(world.deps, customer, money('100.00'));
  const usd = (amountMinor: bigint) => ({ amountMinor, currency: 'USD' });
  await world.deliver(AuthorizePayment, { orderId: held, customerId: customer.id, amount: usd(1_000n) });
  await world.deliver(AuthorizePayment, { orderId: taken, customerId: customer.id, amount: usd(2_000n) });
  await world.deliver(CapturePayment, { orderId: taken, customerId: customer.id });
  client = new pg.Client({ connectionString: world.database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await world.close();
});

/** Does it in a transaction that is undone afterwards, with what is looked at when a transaction ends looked at. */
async function attempt(...statements: readonly string[]): Promise<void> {
  await client.query('BEGIN');
  try {
    for (const statement of statements) await client.query(statement);
    await client.query('SET CONSTRAINTS ALL IMMEDIATE');
  } finally {
    await client.query('ROLLBACK');
  }
}

const OWN = `(SELECT id FROM accounts WHERE owner_id = '${customer.id}')`;
const SALES = `(SELECT id FROM accounts WHERE kind = 'SALES' AND currency = 'USD')`;
const CASH = `(SELECT id FROM accounts WHERE kind = 'CASH' AND currency = 'USD')`;
const TRANSFER = randomUUID();
const newTransfer = `INSERT INTO transfers (id, type, created_at) VALUES ('${TRANSFER}', 'DEPOSIT', now())`;
const posting = (
  account: string,
  amount: number,
  seq: number | null = null,
  balanceAfter: number | null = null,
): string =>
  `(gen_random_uuid(), '${TRANSFER}', 'DEPOSIT', ${account}, ${amount}, ${seq}::int, ${balanceAfter}::bigint)`;
const newPostings = (...postings: readonly string[]): string =>
  `INSERT INTO postings (id, transfer_id, type, account_id, amount_minor, seq, balance_after_minor) VALUES ${postings.join(', ')}`;
const newAccount = (kind: string, owner: string, figures: string): string =>
  `INSERT INTO accounts (id, kind, owner_id, currency, balance_minor, held_minor, postings_count)
   VALUES (gen_random_uuid(), '${kind}', ${owner}, 'USD', ${figures})`;
const newPayment = (
  account: string,
  status: string,
  code: string,
  { amount = 100, order = 'gen_random_uuid()' } = {},
): string =>
  `INSERT INTO payments (id, order_id, customer_id, account_id, amount_minor, currency, status, decline_code, created_at, updated_at)
   VALUES (gen_random_uuid(), ${order}, '${customer.id}', ${account}, ${amount}, 'USD', '${status}', ${code}, now(), now())`;

// What the triggers say, and how they are taken away: as for a replica, which is told what another database has checked.
const WITHOUT_TRIGGERS = `SET LOCAL session_replication_role = 'replica'`;

describe('a trigger refuses', () => {
  test.each<[what: string, fault: RegExp, statements: readonly string[]]>([
    [
      'a posting that changes',
      /UPDATE of postings is not allowed/,
      [`UPDATE postings SET amount_minor = amount_minor + 1`],
    ],
    ['a posting that vanishes', /DELETE of postings is not allowed/, [`DELETE FROM postings`]],
    ['all postings that vanish', /TRUNCATE of postings is not allowed/, [`TRUNCATE postings`]],
    ['a transfer that changes', /UPDATE of transfers is not allowed/, [`UPDATE transfers SET created_at = now()`]],
    ['a transfer that vanishes', /DELETE of transfers is not allowed/, [`DELETE FROM transfers`]],
    ['all transfers that vanish', /TRUNCATE of transfers is not allowed/, [`TRUNCATE transfers CASCADE`]],
    ['a payment that vanishes', /DELETE of payments is not allowed/, [`DELETE FROM payments`]],
    ['a transfer that moves nothing', /has no postings/, [newTransfer]],
    [
      'a posting of another type than its transfer',
      /has postings of another type/,
      [newTransfer.replace('DEPOSIT', 'WITHDRAWAL'), newPostings(posting(SALES, 500), posting(CASH, -500))],
    ],
    ['a transfer with one side', /do not sum to zero/, [newTransfer, newPostings(posting(SALES, 500))]],
    [
      'a posting that is added to an old transfer',
      /do not sum to zero/,
      [
        `INSERT INTO postings (id, transfer_id, type, account_id, amount_minor)
         SELECT gen_random_uuid(), id, type, ${SALES}, 1 FROM transfers WHERE order_id = '${taken}'`,
      ],
    ],
    [
      "a number on a system's posting",
      /balance of account .* is not what its postings say/,
      [newTransfer, newPostings(posting(SALES, 500, 1, 500), posting(CASH, -500))],
    ],
    [
      'a transfer whose sides differ',
      /do not sum to zero/,
      [
        newTransfer,
        newPostings(posting(SALES, -501), posting(OWN, 500, 3, 8_500)),
        `UPDATE accounts SET balance_minor = 8500, postings_count = 3 WHERE id = ${OWN}`,
      ],
    ],
    [
      'a balance that does not follow from the one before',
      /does not follow from the one before/,
      [newTransfer, newPostings(posting(SALES, -500), posting(OWN, 500, 3, 8_501))],
    ],
    [
      'a gap in the numbers',
      /does not follow from the one before/,
      [newTransfer, newPostings(posting(SALES, -500), posting(OWN, 500, 4, 8_500))],
    ],
    [
      "a customer's posting without a number",
      /has no number/,
      [newTransfer, newPostings(posting(SALES, -500), posting(OWN, 500))],
    ],
    [
      'a posting that the balance does not know of',
      /balance of account .* is not what its postings say/,
      [newTransfer, newPostings(posting(SALES, -500), posting(OWN, 500, 3, 8_500))],
    ],
    [
      'a balance that no posting tells of',
      /balance of account .* is not what its postings say/,
      [`UPDATE accounts SET balance_minor = balance_minor + 1 WHERE id = ${OWN}`],
    ],
    [
      'a hold that no payment tells of',
      /what is held on account .* is not what its open holds say/,
      [`UPDATE accounts SET held_minor = held_minor + 1 WHERE id = ${OWN}`],
    ],
    [
      'a payment that holds nothing',
      /what is held on account .* is not what its open holds say/,
      [newPayment(OWN, 'AUTHORIZED', 'NULL')],
    ],
    [
      'a hold that is let go with the money still held',
      /what is held on account .* is not what its open holds say/,
      [`UPDATE payments SET status = 'VOIDED' WHERE order_id = '${held}'`],
    ],
    [
      'a hold that is resolved a second time',
      /cannot change from CAPTURED to VOIDED/,
      [`UPDATE payments SET status = 'VOIDED' WHERE order_id = '${taken}'`],
    ],
    [
      'a payment that becomes one of another amount',
      /cannot change from AUTHORIZED to CAPTURED/,
      [`UPDATE payments SET status = 'CAPTURED', amount_minor = 1 WHERE order_id = '${held}'`],
    ],
    [
      "a payment that becomes another customer's",
      /cannot change from AUTHORIZED to CAPTURED/,
      [`UPDATE payments SET status = 'CAPTURED', customer_id = gen_random_uuid() WHERE order_id = '${held}'`],
    ],
  ])('%s', async (_, fault, statements) => {
    await expect(attempt(...statements)).rejects.toThrow(fault);
    await expect(
      attempt(WITHOUT_TRIGGERS, ...statements),
      'control: without triggers it passes',
    ).resolves.toBeUndefined();
  });
});

describe('a constraint refuses', () => {
  const without = (table: string, constraint: string): string => `ALTER TABLE ${table} DROP CONSTRAINT ${constraint}`;

  test.each<[what: string, constraint: string, takenAway: string, statement: string]>([
    [
      'more held than there is',
      'accounts_available_is_not_negative',
      without('accounts', 'accounts_available_is_not_negative'),
      `UPDATE accounts SET held_minor = balance_minor + 1 WHERE id = ${OWN}`,
    ],
    [
      'less than nothing held',
      'accounts_held_is_not_negative',
      without('accounts', 'accounts_held_is_not_negative'),
      `UPDATE accounts SET held_minor = -1 WHERE id = ${OWN}`,
    ],
    [
      "a customer's account of nobody",
      'accounts_figures_are_customers',
      without('accounts', 'accounts_figures_are_customers'),
      newAccount('CUSTOMER', 'NULL', '0, 0, 0'),
    ],
    [
      "a system's account with a balance",
      'accounts_figures_are_customers',
      `${without('accounts', 'accounts_figures_are_customers')}; DROP INDEX accounts_kind_currency_key`,
      newAccount('SALES', 'NULL', '0, 0, 0'),
    ],
    [
      'a second account of the system in one currency',
      'accounts_kind_currency_key',
      'DROP INDEX accounts_kind_currency_key',
      newAccount('SALES', 'NULL', 'NULL, NULL, NULL'),
    ],
    [
      'a second account of a customer in one currency',
      'accounts_owner_id_currency_key',
      'DROP INDEX accounts_owner_id_currency_key',
      newAccount('CUSTOMER', `'${customer.id}'`, '0, 0, 0'),
    ],
    [
      'a posting of nothing',
      'postings_move_something',
      without('postings', 'postings_move_something'),
      newPostings(posting(SALES, 0)),
    ],
    [
      'a number without a balance',
      'postings_chain_is_whole',
      without('postings', 'postings_chain_is_whole'),
      newPostings(posting(SALES, 1, 1)),
    ],
    [
      'the same number twice',
      'postings_account_id_seq_key',
      'DROP INDEX postings_account_id_seq_key',
      newPostings(posting(OWN, 500, 2, 8_500)),
    ],
    [
      'a deposit for an order',
      'transfers_of_orders_name_them',
      without('transfers', 'transfers_of_orders_name_them'),
      `INSERT INTO transfers (id, type, order_id, created_at) VALUES (gen_random_uuid(), 'DEPOSIT', gen_random_uuid(), now())`,
    ],
    [
      'a second transfer that pays for one order',
      'transfers_order_id_type_key',
      'DROP INDEX transfers_order_id_type_key',
      `INSERT INTO transfers (id, type, order_id, created_at) VALUES (gen_random_uuid(), 'PAYMENT', '${taken}', now())`,
    ],
    [
      'a second payment for one order',
      'payments_order_id_key',
      'DROP INDEX payments_order_id_key',
      newPayment(OWN, 'VOIDED', 'NULL', { order: `'${taken}'` }),
    ],
    [
      'a payment of nothing',
      'payments_ask_for_something',
      without('payments', 'payments_ask_for_something'),
      newPayment('NULL', 'VOIDED', 'NULL', { amount: 0 }),
    ],
    [
      'a payment that is declined for no reason',
      'payments_say_why_declined',
      without('payments', 'payments_say_why_declined'),
      newPayment('NULL', 'DECLINED', 'NULL'),
    ],
    [
      'a hold on no account',
      'payments_with_money_have_an_account',
      without('payments', 'payments_with_money_have_an_account'),
      newPayment('NULL', 'AUTHORIZED', 'NULL'),
    ],
  ])('%s', async (_, constraint, takenAway, statement) => {
    await expect(attempt(WITHOUT_TRIGGERS, statement)).rejects.toThrow(constraint);
    await expect(
      attempt(WITHOUT_TRIGGERS, takenAway, statement),
      'control: without it, it passes',
    ).resolves.toBeUndefined();
  });
});

describe('control: the check of the books that other tests rest on sees', () => {
  test.each<[what: string, fault: RegExp, statements: readonly string[]]>([
    [
      'a transfer whose sides differ',
      /^transfer .* sums to 1 USD$/,
      [`UPDATE postings SET amount_minor = -1999 WHERE seq = 2`],
    ],
    ['a transfer that moves nothing', /^transfer .* has 0 postings$/, [newTransfer]],
    [
      'a balance that is wrong',
      /^account .* has 8001 but its postings have 8000$/,
      [`UPDATE accounts SET balance_minor = 8001 WHERE id = ${OWN}`],
    ],
    [
      'a hold that is wrong',
      /^account .* holds 999 but its payments hold 1000$/,
      [`UPDATE accounts SET held_minor = 999 WHERE id = ${OWN}`],
    ],
    [
      'no room for a refund',
      /^account .* keeps 1 for refunds but its orders have paid 2000$/,
      [`UPDATE accounts SET refundable_minor = 1 WHERE id = ${OWN}`],
    ],
    ['a gap in the numbers', /^posting .* breaks the chain$/, [`UPDATE postings SET seq = 3 WHERE seq = 2`]],
    [
      'a balance after that is wrong',
      /^posting .* breaks the chain$/,
      [`UPDATE postings SET balance_after_minor = 1 WHERE seq = 2`],
    ],
    [
      'a payment that was never paid',
      /^payment .* is CAPTURED but its order has transfers of $/,
      [`UPDATE payments SET status = 'CAPTURED' WHERE order_id = '${held}'`],
    ],
    [
      'a payment that was not given back',
      /^payment .* is REFUNDED but its order has transfers of PAYMENT 2000$/,
      [`UPDATE payments SET status = 'REFUNDED' WHERE order_id = '${taken}'`],
    ],
  ])('%s', async (_, fault, statements) => {
    expect(await ledgerFaults(world.database)).toEqual([]);
    let faults: string[] = [];
    const undone = world.database.transaction(async (tx) => {
      for (const statement of [WITHOUT_TRIGGERS, ...statements]) await tx.run`${raw(statement)}`;
      faults = await ledgerFaults(tx);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(faults.filter((line) => fault.test(line))).toHaveLength(1);
  });
});
