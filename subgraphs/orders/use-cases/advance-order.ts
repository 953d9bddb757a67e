import type { Order } from '#prisma/orders';
import type { Tx } from '../deps.ts';
import { decide } from '../domain/decide.ts';
import type { Decision, SagaEvent } from '../domain/decide.ts';
import { statusOf } from '../domain/saga.ts';
import type { Saga } from '../domain/saga.ts';
import { timelineDetail } from '../domain/timeline.ts';
import { sendNotice, sendRequest } from './announce.ts';
import { ORDER_COLUMNS, sagaOf } from './order-rows.ts';

/** What an event did to an order, and the order as it is now. */
export interface Advance {
  readonly decision: Decision;
  readonly order: Order;
}

/** Lets an event happen to an order that this transaction has locked: decides, writes, sends what follows. Every movement of an order goes through here. */
export async function advanceOrder(tx: Tx, order: Order, event: SagaEvent): Promise<Advance> {
  const decision = decide(sagaOf(order), event);
  if (decision.kind !== 'moved') return { decision, order };
  const moved = await writeSaga(tx, order, decision.next);
  for (const request of decision.requests) await sendRequest(tx, moved, request);
  if (decision.notice !== null) await sendNotice(tx, moved, decision.notice);
  return { decision, order: moved };
}

/** Writes a saga, and its status into the timeline where it is a new one. Throws when somebody moved the order meanwhile, which the lock rules out. */
async function writeSaga(tx: Tx, order: Order, saga: Saga): Promise<Order> {
  const status = statusOf(saga);
  const [moved] = await tx.$queryRaw<Order[]>`
    WITH moved AS (
      UPDATE orders SET
        status = ${status}::order_status, stock = ${saga.stock}::stock_step, payment = ${saga.payment}::payment_step,
        total_minor = ${saga.total?.amountMinor ?? null}::bigint, currency = ${saga.total?.currency ?? null},
        failure_code = ${saga.failure?.code ?? null}::failure_code, failure_message = ${saga.failure?.message ?? null},
        version = version + 1, updated_at = clock, asked_at = clock, asks_repeated = 0
      FROM clock_timestamp() AS clock
      WHERE id = ${order.id}::uuid AND version = ${order.version}
      RETURNING orders.*
    ), entry AS (
      INSERT INTO order_events (order_id, version, status, at, detail)
      SELECT id, version, status, updated_at, ${timelineDetail(saga)} FROM moved WHERE ${status !== order.status}
    )
    SELECT ${ORDER_COLUMNS} FROM moved`;
  if (moved === undefined) throw new Error(`Order ${order.id} was moved by somebody else`);
  return moved;
}
