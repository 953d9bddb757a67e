import { afterAll, beforeAll, expect, test } from 'vitest';
import { decide } from '../../subgraphs/orders/domain/decide.ts';
import type { SagaEvent } from '../../subgraphs/orders/domain/decide.ts';
import { PLACED, statusOf } from '../../subgraphs/orders/domain/saga.ts';
import type { OrderStatus, Saga } from '../../subgraphs/orders/domain/saga.ts';
import { openDesk } from './stages.ts';
import type { Desk } from './stages.ts';

let world: Desk;
beforeAll(async () => {
  world = await openDesk();
});
afterAll(() => world.close());

const total = { amountMinor: 1n, currency: 'USD' };
const failures = {
  StockRejected: ['PRODUCT_NOT_FOUND', 'CURRENCY_MISMATCH', 'OUT_OF_STOCK', 'PRICE_CHANGED', 'LIMIT_EXCEEDED'],
  PaymentDeclined: ['ACCOUNT_NOT_FOUND', 'ACCOUNT_FROZEN', 'LIMIT_EXCEEDED', 'INSUFFICIENT_FUNDS'],
} as const;

const EVENTS: readonly SagaEvent[] = [
  { type: 'StockReserved', total },
  ...failures.StockRejected.map((code) => ({ type: 'StockRejected', failure: { code, message: 'Why.' } }) as const),
  ...failures.PaymentDeclined.map((code) => ({ type: 'PaymentDeclined', failure: { code, message: 'Why.' } }) as const),
  { type: 'PaymentAuthorized' },
  { type: 'PaymentCaptured' },
  { type: 'PaymentVoided' },
  { type: 'PaymentRefunded' },
  { type: 'ReservationsCommitted' },
  { type: 'ReservationsReleased' },
  { type: 'StockReturned' },
  { type: 'CancelAsked', by: 'SHOP' },
  { type: 'ShipAsked' },
  { type: 'DeliverAsked' },
  { type: 'DeadlinePassed' },
];

const keyOf = ({ stock, payment, failure, total: sum }: Saga, status: OrderStatus): string =>
  `${stock}/${payment}/${failure?.code ?? '-'}/${sum === null ? 'unpriced' : 'priced'} ${status}`;

/** Every state that the saga can come to, with its status. */
function reachable(): string[] {
  const found = new Map([[keyOf(PLACED, statusOf(PLACED)), PLACED]]);
  for (const saga of found.values()) {
    for (const event of EVENTS) {
      const decision = decide(saga, event);
      if (decision.kind === 'moved') found.set(keyOf(decision.next, statusOf(decision.next)), decision.next);
    }
  }
  return [...found.keys()];
}

/** The table's CHECK constraints as one condition: each passes unless it is false. */
async function checksOfOrders(): Promise<string> {
  const checks = await world.prisma.$queryRaw<{ condition: string }[]>`
    SELECT pg_get_expr(conbin, conrelid) AS condition FROM pg_constraint WHERE conrelid = 'orders'::regclass AND contype = 'c'`;
  expect(checks.length).toBeGreaterThan(4);
  return checks.map(({ condition }) => `(${condition}) IS NOT FALSE`).join(' AND ');
}

test('the database takes exactly the states that the saga can come to, each under its own status', async () => {
  const accepted = await world.prisma.$queryRawUnsafe<{ key: string }[]>(
    `SELECT concat(stock, '/', payment, '/', coalesce(failure_code::text, '-'), '/',
                   CASE WHEN total_minor IS NULL THEN 'unpriced' ELSE 'priced' END, ' ', status) AS key
     FROM (
       SELECT *, CASE WHEN total_minor IS NOT NULL THEN 'USD' END AS currency, CASE WHEN failure_code IS NOT NULL THEN 'Why.' END AS failure_message,
              'AAAA-AAAA' AS number, 1 AS version, 0 AS asks_repeated, NULL::bigint AS expected_total_minor, NULL AS expected_currency
       FROM unnest(enum_range(NULL::stock_step)) AS stock, unnest(enum_range(NULL::payment_step)) AS payment,
            unnest(enum_range(NULL::failure_code) || NULL::failure_code) AS failure_code, unnest(ARRAY[1, NULL]::bigint[]) AS total_minor,
            unnest(enum_range(NULL::order_status)) AS status
     ) AS orders WHERE ${await checksOfOrders()}`,
  );
  const states = reachable();
  expect(states.length).toBeGreaterThan(40);
  expect(accepted.map(({ key }) => key).toSorted()).toEqual(states.toSorted());
});

test.for([
  ['a line without a product', 'product_id = NULL, sku = NULL'],
  ['a line of no pieces', 'quantity = 0'],
  ['a price for a product that is not known by id', 'unit_price_minor = 5'],
  ['a price of nothing', 'product_id = gen_random_uuid(), unit_price_minor = 0'],
])('the database takes no %s', async ([, change]) => {
  await world.placed({ id: crypto.randomUUID(), role: 'CUSTOMER', sessionId: crypto.randomUUID(), issuedAtS: 0 });
  await expect(world.prisma.$executeRawUnsafe(`UPDATE order_lines SET ${change}`)).rejects.toThrow('check constraint');
});
