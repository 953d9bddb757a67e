import { setTimeout as delay } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '#platform/database.ts';
import { fail, forbidden, succeed } from '#platform/errors.ts';
import { gather } from '#platform/gather.ts';
import { runOnce, type Command } from '#platform/idempotency.ts';
import { parseInput } from '#platform/input.ts';
import { currentScope } from '#platform/scope.ts';
import type { Caller } from '#platform/token.ts';
import type { Order } from '#prisma/orders';
import type { Deps } from '../deps.ts';
import { placement, type Placement } from '../domain/placement.ts';
import { PLACED, requestsOf } from '../domain/saga.ts';
import { LINES, findOrders, insertEntries, insertOrders, isVerified, readAdmission, type NewOrder } from '../rows.ts';
import { announce } from './announce.ts';

/** How many orders are placed in one transaction: it bounds how long the first of them waits for the last. */
const BATCH_MAX = 100;
/** A thousand million orders leave one number in a thousand taken, so two failed attempts in a row hardly ever happen. */
const NUMBER_TRIES_MAX = 10;
/** How long a message of the users service may take: a customer who confirms their address and orders at once must not be refused. */
const NEWS_MS = 1_000;
const NEWS_POLL_MS = 100;

type PlacingDeps = Pick<Deps, 'database' | 'makeOrderNumber' | 'deadlineSeconds' | 'requiresVerifiedEmail'>;

type Placing = Command<Omit<Placement, 'idempotencyKey'>>;

const CONFIRM_FIRST = 'Confirm your e-mail address first: ask for a mail by requestEmailVerification.';

// It returns at once, without another service. An unconfirmed address is not stored with the idempotency key.
/** Returns a function that places an order and requests its stock, sharing a transaction with concurrent calls. Throws BAD_USER_INPUT; FORBIDDEN for a deactivated customer. */
export function createPlaceOrder(deps: PlacingDeps) {
  const place = gather({ sizeMax: BATCH_MAX, run: (placings: readonly Placing[]) => placeOrders(deps, placings) });
  return async (caller: Caller, input: unknown) => {
    const { idempotencyKey: key, ...wanted } = parseInput(placement, input);
    if (deps.requiresVerifiedEmail && !(await becomesVerified(deps, caller.id)))
      return fail('EMAIL_NOT_VERIFIED', CONFIRM_FIRST);
    const outcome = await place({ callerId: caller.id, key, input: wanted, scope: currentScope() });
    if (outcome === undefined) throw forbidden();
    return outcome;
  };
}

/** Whether a customer's e-mail address is confirmed; waits a moment, since the message may be on its way. */
async function becomesVerified({ database }: PlacingDeps, customerId: string): Promise<boolean> {
  for (let waitedMs = 0; ; waitedMs += NEWS_POLL_MS) {
    if (await isVerified(database, customerId)) return true;
    if (waitedMs >= NEWS_MS) return false;
    await delay(NEWS_POLL_MS);
  }
}

/** Places orders in one transaction. The outcome is undefined for a deactivated customer. */
function placeOrders(deps: PlacingDeps, placings: readonly Placing[]) {
  return deps.database.transaction(async (tx) => {
    const { clockUs, shutOut } = await readAdmission(tx, [...new Set(placings.map(({ callerId }) => callerId))]);
    const admitted = placings.filter(({ callerId }) => !shutOut.includes(callerId));
    const outcomes = await runOnce<Placing['input'], { order: Order }, never>(tx, 'placeOrder', admitted, {
      run: async (first) => (await insertNew(deps, tx, clockUs, first)).map((order) => succeed({ order })),
      idOf: ({ order }) => order.id,
      load: async (ids) => (await findOrders(tx, 'id', ids)).map((order) => ({ order })),
    });
    return placings.map(({ callerId }) => (shutOut.includes(callerId) ? undefined : outcomes.shift()));
  });
}

/** Returns a UUIDv7 that sorts by the database's clock, to the microsecond (RFC 9562, section 6.2, method 3), then by the place in the batch. */
const orderIdAt = (clockUs: bigint, place: number): string =>
  uuidv7({ msecs: Number(clockUs / 1_000n), seq: Number(clockUs % 1_000n) * 2 ** 22 + place });

/** Inserts new orders with their lines and first timeline entries, and requests their stock. Returns the orders in the order of `placings`. */
async function insertNew(deps: PlacingDeps, tx: Tx, clockUs: bigint, placings: readonly Placing[]): Promise<Order[]> {
  const at = new Date(Number(clockUs / 1_000n));
  const wanted = placings.map(({ callerId: customerId, input: { expectedTotal } }, place) => {
    return { id: orderIdAt(clockUs, place), customerId, expectedTotal };
  });
  const orders = await insertNumbered(deps, tx, at, wanted);
  const lines = orders.flatMap(({ id: orderId }, place) =>
    (placings[place]?.input.lines ?? []).map((line, index) => ({
      ...line,
      orderId,
      index,
      name: null,
      unitPriceMinor: null,
    })),
  );
  await tx.insert(LINES, lines);
  await insertEntries(tx, orders);
  const announcements = orders.map((order, place) => {
    const origin = placings[place]?.scope;
    tx.event('order placed', { orderId: order.id, userId: order.customerId }, origin);
    return { order, requests: requestsOf(PLACED), notice: 'NotifyOrderPlaced' as const, origin };
  });
  await announce(tx, announcements, lines);
  return orders;
}

/** Inserts orders, each under a number that is free: by one statement, and another for those whose number was taken. */
async function insertNumbered(deps: PlacingDeps, tx: Tx, at: Date, wanted: readonly Omit<NewOrder, 'number'>[]) {
  const placed = new Map<string, Order>();
  for (let tries = 0; tries < NUMBER_TRIES_MAX; tries += 1) {
    const missing = wanted.filter(({ id }) => !placed.has(id));
    const numbered = missing.map((order) => ({ ...order, number: deps.makeOrderNumber() }));
    for (const order of await insertOrders(tx, numbered, at, deps.deadlineSeconds)) placed.set(order.id, order);
    if (placed.size === wanted.length) return wanted.flatMap(({ id }) => placed.get(id) ?? []);
  }
  throw new Error('No free order number was found');
}
