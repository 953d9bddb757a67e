import { expect } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import type { Service } from '#platform/config.ts';
import type { Caller } from '#platform/token.ts';
import type { Order } from '#prisma/orders';
import { UserDeactivated, UserReactivated } from '#users/messages.ts';
import { cancelOrder, deliverOrder, shipOrder } from '../../subgraphs/orders/use-cases/advance-orders.ts';
import type { Activation, Demand, Place } from './commands.ts';
import { at, foretoldByKey, inGraph, insist, noteKeyed, orRefused } from './run.ts';
import type { Run } from './run.ts';
import { callerOf, codeOf } from '../kit/world.ts';

/** The total of the lines at current prices, in the first line's currency. */
async function totalToday({ world, articles }: Run, { lines }: Place) {
  let amountMinor = 0n;
  for (const { product, quantity } of lines) {
    const { id } = at(articles, product);
    const { priceMinor } = await world.stored.products.product.findUniqueOrThrow({ where: { id } });
    amountMinor += priceMinor * BigInt(quantity);
  }
  return { amountMinor, currency: at(articles, at(lines, 0).product).currency };
}

/** Places an order. */
export async function place(run: Run, command: Place): Promise<void> {
  const caller = at(run.customers, command.who);
  const { key, expectedTotal: expectation } = command;
  const lines = command.lines.map(({ product, byId, quantity }) => {
    const { id, sku } = at(run.articles, product);
    return byId ? { productId: id, quantity } : { sku, quantity };
  });
  const { amountMinor, currency } = await totalToday(run, command);
  const seen = expectation === 'right' ? amountMinor : amountMinor + 1n;
  const wanted = { lines, ...(expectation !== 'none' && { expectedTotal: inGraph(seen, currency) }) };
  const asked = { by: `placeOrder ${caller.id}`, key, input: wanted };
  const standing = await run.world.stored.orders.customerStanding.findUnique({ where: { userId: caller.id } });
  const foretold = standing?.active === false ? 'FORBIDDEN' : (foretoldByKey(run, asked) ?? 'OK');

  const outcome = await insist(run, command, () =>
    orRefused(() => run.world.orders.placeOrder(caller, { ...wanted, idempotencyKey: key })),
  );

  const answer = 'order' in outcome ? outcome.order.id : codeOf(outcome);
  if (run.isOneByOne) expect([codeOf(outcome), answer], 'placeOrder').toContain(foretold);
  noteKeyed(run, { ...asked, answer });
  if ('order' in outcome) run.placed.add(outcome.order.id);
  await run.world.carrier.collect('orders');
}

const CANCELLABLE = ['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED', 'CANCELLING', 'CANCELLED'];

function callerFor(run: Run, by: 'owner' | 'admin' | 'stranger', customerId: string): Caller {
  if (by === 'admin') return run.admin;
  return by === 'owner' ? { ...run.admin, role: 'CUSTOMER', id: customerId } : callerOf();
}

/** One of the orders, by a number; with `isApt`, one with a matching status if there is one. */
export async function pickOrder(
  { world }: Run,
  { order: number, isApt }: { readonly order: number; readonly isApt: boolean },
  statuses: readonly string[],
): Promise<Order | undefined> {
  const all = await world.stored.orders.order.findMany({ orderBy: { id: 'asc' } });
  const apt = isApt ? all.filter(({ status }) => statuses.includes(status)) : [];
  const from = apt.length > 0 ? apt : all;
  return from[number % Math.max(1, from.length)];
}

/** The status that each command requires. */
const APT = { cancel: ['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED'], ship: ['CONFIRMED'], deliver: ['SHIPPED'] };

/** Cancels, ships or delivers an order. */
export async function demand(run: Run, command: Demand): Promise<void> {
  const { orders: deps } = run.world;
  const order = await pickOrder(run, command, APT[command.do]);
  if (order === undefined) return;
  const { id, status, customerId } = order;
  if (command.do === 'cancel') {
    const outcome = await cancelOrder(deps, callerFor(run, command.by, customerId), id);
    const foretold = CANCELLABLE.includes(status) ? 'OK' : 'INVALID_STATE';
    if (command.by === 'stranger') expect(codeOf(outcome)).toBe('NOT_FOUND');
    else if (run.isOneByOne) expect(codeOf(outcome), `cancel when ${status}`).toBe(foretold);
    if ('order' in outcome) expect(['CANCELLING', 'CANCELLED']).toContain(outcome.order.status);
  } else {
    const outcome = await (command.do === 'ship' ? shipOrder : deliverOrder)(deps, id);
    const foretold = APT[command.do].includes(status) ? 'OK' : 'INVALID_STATE';
    if (run.isOneByOne) expect(codeOf(outcome), `${command.do} when ${status}`).toBe(foretold);
    if ('order' in outcome) expect(outcome.order.status).toBe(command.do === 'ship' ? 'SHIPPED' : 'DELIVERED');
  }
  await run.world.carrier.collect('orders');
}

/** Deactivates or reactivates a customer by messages of the users service. */
export function setActive(run: Run, { who, active }: Activation): void {
  const { id: userId } = at(run.customers, who);
  const version = (run.versions.get(userId) ?? 1) + 1;
  run.versions.set(userId, version);
  run.active.set(userId, active);
  const type = active ? UserReactivated : UserDeactivated;
  const destinations: readonly Service[] = type.destinations;
  for (const destination of destinations) {
    run.world.carrier.post({
      destination,
      envelope: {
        id: uuidv7(),
        name: type.name,
        version: type.version,
        occurredAt: new Date().toISOString(),
        traceparent: `00-${'0'.repeat(31)}1-${'0'.repeat(15)}1-01`,
        payload: { userId, version },
      },
    });
  }
}
