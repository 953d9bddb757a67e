import { v7 as uuidv7 } from 'uuid';
import { transaction } from '#platform/database.ts';
import { forbidden, succeed } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { idempotent } from '#platform/idempotency.ts';
import { parseInput } from '#platform/input.ts';
import type { Caller } from '#platform/token.ts';
import type { Order } from '#prisma/orders';
import type { Deps, Tx } from '../deps.ts';
import { placement } from '../domain/placement.ts';
import type { Placement } from '../domain/placement.ts';
import { PLACED, statusOf } from '../domain/saga.ts';
import { timelineDetail } from '../domain/timeline.ts';
import { requestStock, sendNotice } from './announce.ts';
import { ORDER_COLUMNS } from './order-rows.ts';

/** A thousand million orders leave one number in a thousand taken, so even two tries in vain hardly ever happen. */
const NUMBER_TRIES_MAX = 10;

/**
 * Places an order and asks for its stock in one transaction; answers at once, without a word from another service. With an idempotency
 * key, equal calls give one order. Throws BAD_USER_INPUT, and FORBIDDEN for a customer who is shut out.
 */
export async function placeOrder(
  deps: Deps,
  caller: Caller,
  input: unknown,
): Promise<Outcome<{ order: Order }, 'IDEMPOTENCY_CONFLICT'>> {
  const { idempotencyKey: key, ...wanted } = parseInput(placement, input);
  return transaction(deps.database, async (tx) => {
    await refuseShutOut(tx, caller.id);
    return idempotent<{ order: Order }, never>(
      tx,
      { callerId: caller.id, operation: 'placeOrder', key, input: wanted },
      {
        run: async () => {
          const order = await insertOrder(deps, tx, { ...wanted, customerId: caller.id });
          await requestStock(tx, order, wanted.lines);
          await sendNotice(tx, order, 'NotifyOrderPlaced');
          return succeed({ order });
        },
        idOf: ({ order }) => order.id,
        load: async (id) => succeed({ order: await tx.order.findUniqueOrThrow({ where: { id } }) }),
      },
    );
  });
}

async function refuseShutOut(tx: Tx, customerId: string): Promise<void> {
  const standing = await tx.customerStanding.findUnique({ where: { userId: customerId } });
  if (standing?.active === false) throw forbidden();
}

type NewOrder = Pick<Placement, 'lines' | 'expectedTotal'> & { readonly customerId: string };

async function insertOrder(deps: Deps, tx: Tx, wanted: NewOrder): Promise<Order> {
  for (let tries = 0; tries < NUMBER_TRIES_MAX; tries += 1) {
    const order = await insertNumbered(deps, tx, { ...wanted, number: deps.makeOrderNumber() });
    if (order !== undefined) return order;
  }
  throw new Error('No free order number was found');
}

/** Writes a new order with its lines and the first entry of its timeline; undefined where the number is taken. */
async function insertNumbered(
  { deadlineSeconds }: Deps,
  tx: Tx,
  wanted: NewOrder & { readonly number: string },
): Promise<Order | undefined> {
  const { number, customerId, lines, expectedTotal } = wanted;
  const [order] = await tx.$queryRaw<Order[]>`
    WITH placed AS (
      INSERT INTO orders (id, number, customer_id, status, stock, payment, version, expected_total_minor, expected_currency,
                          deadline_at, asked_at, created_at, updated_at)
      SELECT ${uuidv7()}::uuid, ${number}, ${customerId}::uuid, ${statusOf(PLACED)}::order_status, ${PLACED.stock}::stock_step,
             ${PLACED.payment}::payment_step, 1, ${expectedTotal?.amountMinor ?? null}::bigint, ${expectedTotal?.currency ?? null},
             clock + make_interval(secs => ${deadlineSeconds}), clock, clock, clock
      FROM clock_timestamp() AS clock
      ON CONFLICT (number) DO NOTHING
      RETURNING *
    ), line AS (
      INSERT INTO order_lines (order_id, index, product_id, sku, quantity)
      SELECT placed.id, line.place - 1, line.product_id, line.sku, line.quantity
      FROM placed, unnest(${lines.map(({ productId }) => productId)}::uuid[], ${lines.map(({ sku }) => sku)}::text[],
                          ${lines.map(({ quantity }) => quantity)}::int[]) WITH ORDINALITY AS line (product_id, sku, quantity, place)
    ), entry AS (
      INSERT INTO order_events (order_id, version, status, at, detail)
      SELECT id, version, status, created_at, ${timelineDetail(PLACED)} FROM placed
    )
    SELECT ${ORDER_COLUMNS} FROM placed`;
  return order;
}
