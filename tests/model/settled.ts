import { NEXT } from '../../launcher/order-faults.ts';
import type { Run } from './run.ts';
import type { Snapshot } from './snapshot.ts';

type Order = Snapshot['orders'][number];

const FULFILLED = new Set(['CONFIRMED', 'SHIPPED', 'DELIVERED']);
const UNDONE = new Set(['REJECTED', 'CANCELLED', 'EXPIRED']);

/** The statuses with a notification, and its message. */
const NOTICES: Readonly<Record<string, string>> = {
  PENDING: 'NotifyOrderPlaced',
  CONFIRMED: 'NotifyOrderConfirmed',
  REJECTED: 'NotifyOrderRejected',
  CANCELLED: 'NotifyOrderCancelled',
  EXPIRED: 'NotifyOrderExpired',
  SHIPPED: 'NotifyOrderShipped',
  DELIVERED: 'NotifyOrderDelivered',
};

/** What moved for an order, such as `PAYMENT 40 USD`. */
const transfersOf = ({ transfers, postings, accounts }: Snapshot, orderId: string): string[] =>
  transfers
    .filter((transfer) => transfer.orderId === orderId)
    .flatMap(({ id, type }) =>
      postings
        .filter(({ transferId, seq }) => transferId === id && seq !== null)
        .map(({ accountId, amountMinor }) => {
          const account = accounts.find((each) => each.id === accountId);
          const amount = amountMinor < 0n ? -amountMinor : amountMinor;
          return `${type} ${amount} ${account?.currency} of ${account?.ownerId}`;
        }),
    )
    .toSorted();

const paymentOf = ({ payments }: Snapshot, orderId: string): string => {
  const own = payments.filter((payment) => payment.orderId === orderId);
  return own
    .map(({ status, amountMinor, currency, customerId }) => `${status} ${amountMinor} ${currency} of ${customerId}`)
    .join(', ');
};

const textOfLine = (line: { productId: string | null; quantity: number; unitPriceMinor: bigint | null }): string =>
  `${line.quantity} of ${line.productId} at ${line.unitPriceMinor}`;

function* fulfilledFaults(
  snapshot: Snapshot,
  { id, status, totalMinor, currency, customerId }: Order,
): Generator<string> {
  const lines = snapshot.lines.filter(({ orderId }) => orderId === id);
  const reservations = snapshot.reservations.filter(({ orderId }) => orderId === id);
  const total = lines.reduce((sum, line) => sum + BigInt(line.quantity) * (line.unitPriceMinor ?? 0n), 0n);
  if (total !== totalMinor) yield `is ${status} for ${totalMinor}, but its lines come to ${total}`;
  const paid = `${totalMinor} ${currency} of ${customerId}`;
  const payment = paymentOf(snapshot, id);
  if (payment !== `CAPTURED ${paid}`) yield `is ${status}, but its payment is: ${payment}`;
  const moved = transfersOf(snapshot, id);
  if (moved.length !== 1 || moved[0] !== `PAYMENT ${paid}`) yield `is ${status}, but moved: ${moved.join(', ')}`;
  const wanted = lines.map((line) => `COMMITTED ${textOfLine(line)}`).join(', ');
  const taken = reservations.map((reservation) => `${reservation.status} ${textOfLine(reservation)}`).join(', ');
  if (taken !== wanted) yield `is ${status} with ${wanted}, but has taken ${taken}`;
}

function* undoneFaults(snapshot: Snapshot, { id, status, failureCode, customerId }: Order): Generator<string> {
  const payment = snapshot.payments.find(({ orderId }) => orderId === id);
  if (payment !== undefined && !['DECLINED', 'VOIDED', 'REFUNDED'].includes(payment.status))
    yield `is ${status}, but its payment is ${payment.status}`;
  const given = payment && `${payment.amountMinor} ${payment.currency} of ${customerId}`;
  const moved = transfersOf(snapshot, id).join(', ');
  if (moved !== (payment?.status === 'REFUNDED' ? `PAYMENT ${given}, REFUND ${given}` : ''))
    yield `is ${status} with a payment that is ${payment?.status}, but moved: ${moved}`;
  const reservations = snapshot.reservations.filter(({ orderId }) => orderId === id);
  const ids = new Set(reservations.map((reservation) => reservation.id));
  const movements = snapshot.movements.filter(({ reservationId }) => reservationId !== null && ids.has(reservationId));
  const net = movements.reduce((sum, each) => sum + each.onHandDelta * 1_000 + each.reservedDelta, 0);
  if (net !== 0 || reservations.some((each) => each.status !== 'RELEASED'))
    yield `is ${status}, but its reservations are ${reservations.map((each) => each.status).join(', ')}`;
  const isFitting =
    status === 'REJECTED' ? !['CANCELLED', 'EXPIRED', null].includes(failureCode) : failureCode === status;
  if (!isFitting) yield `is ${status} because of ${failureCode}`;
  if (status === 'REJECTED' && payment !== undefined && payment.declineCode !== failureCode)
    yield `is REJECTED because of ${failureCode}, but its payment was declined because of ${payment.declineCode}`;
}

function* historyFaults({ seen }: Run, snapshot: Snapshot, { id, status, customerId }: Order): Generator<string> {
  const timeline = snapshot.events.filter(({ orderId }) => orderId === id).map((event) => event.status);
  if (timeline[0] !== 'PENDING' || timeline.at(-1) !== status) yield `is ${status} after ${timeline.join(', ')}`;
  for (const [index, from] of timeline.slice(0, -1).entries()) {
    const to = timeline[index + 1];
    if (to === undefined || !NEXT[from]?.includes(to)) yield `went from ${from} to ${to}`;
  }
  let place = 0;
  for (const each of seen.get(id) ?? []) {
    const next = timeline.findIndex((known, index) => index >= place && known === each);
    if (next === -1) yield `was seen ${seen.get(id)?.join(', ')}, but its timeline is ${timeline.join(', ')}`;
    else place = next;
  }
  const told = snapshot.notices.filter(({ orderId }) => orderId === id);
  const toTell = timeline.map((each) => NOTICES[each]).filter((name) => name !== undefined);
  const names = told.map(({ name }) => name);
  if (names.toSorted().join() !== toTell.toSorted().join()) yield `had told ${names.join()}, not ${toTell.join()}`;
  if (told.some(({ userId }) => userId !== customerId)) yield 'was told of to another';
}

function* orderFaults(run: Run, snapshot: Snapshot, order: Order): Generator<string> {
  const { id, status, totalMinor, expectedTotalMinor, currency, expectedCurrency } = order;
  if (FULFILLED.has(status)) yield* fulfilledFaults(snapshot, order);
  else if (UNDONE.has(status)) yield* undoneFaults(snapshot, order);
  else yield `is still ${status} (${order.stock}, ${order.payment})`;
  yield* historyFaults(run, snapshot, order);
  if (totalMinor !== null && expectedTotalMinor !== null)
    if (totalMinor !== expectedTotalMinor || currency !== expectedCurrency) yield 'has another total than was expected';
  for (const line of snapshot.lines.filter(({ orderId }) => orderId === id)) {
    const article = run.articles.find(({ id: articleId }) => articleId === line.productId);
    if (line.unitPriceMinor !== null && !article?.prices.includes(line.unitPriceMinor))
      yield `costs ${line.unitPriceMinor}, which was never the price`;
  }
}

/** Money and stock as computed from confirmed results alone. */
function* reckoningFaults(run: Run, snapshot: Snapshot): Generator<string> {
  const fulfilled = snapshot.orders.filter(({ status }) => FULFILLED.has(status));
  for (const { ownerId, currency, balanceMinor, heldMinor, kind } of snapshot.accounts) {
    if (kind !== 'CUSTOMER') continue;
    if (heldMinor !== 0n) yield `customer ${ownerId} has ${heldMinor} ${currency} held`;
    const moved = [...run.moved.values()].filter((each) => each.customerId === ownerId && each.currency === currency);
    const paid = fulfilled.filter((order) => order.customerId === ownerId && order.currency === currency);
    const expected =
      moved.reduce((sum, { byMinor }) => sum + byMinor, 0n) -
      paid.reduce((sum, { totalMinor }) => sum + (totalMinor ?? 0n), 0n);
    if (balanceMinor !== expected) yield `customer ${ownerId} has ${balanceMinor} ${currency}, not ${expected}`;
  }
  const sold = new Set(fulfilled.map(({ id }) => id));
  for (const { id, onHand } of snapshot.products) {
    const own = snapshot.movements.filter(({ productId }) => productId === id);
    const counted = own.filter(({ kind }) => kind === 'SET').map(({ onHandDelta }) => onHandDelta);
    const adjusted = [...run.adjusted.values()].filter(({ productId }) => productId === id).map(({ delta }) => delta);
    const gone = snapshot.lines.filter((line) => line.productId === id && sold.has(line.orderId));
    const expected = [...counted, ...adjusted, ...gone.map(({ quantity }) => -quantity)].reduce((a, b) => a + b, 0);
    if (onHand !== expected) yield `product ${id} has ${onHand} on hand, not ${expected}`;
  }
}

/** Each key has had one effect: all its results are equal, except conflicts with another input. */
function* keyFaults({ keyed }: Run): Generator<string> {
  for (const [slot, all] of Map.groupBy(keyed, (each) => each.slot)) {
    const effects = new Set(all.filter(isEffect).map(({ input, answer }) => `${answer} for ${input}`));
    if (effects.size !== 1) yield `the key ${slot} was answered ${[...effects].join(' and ')}`;
    const inputs = new Set(all.filter(isEffect).map(({ input }) => input));
    if (all.some((each) => !isEffect(each) && inputs.has(each.input))) yield `the key ${slot} contradicts itself`;
  }
}
const isEffect = ({ answer }: Run['keyed'][number]): boolean => answer !== 'IDEMPOTENCY_CONFLICT';

function* standingFaults({ active }: Run, { owners, standings }: Snapshot): Generator<string> {
  for (const [customerId, isActive] of active) {
    if (owners.find(({ userId }) => userId === customerId)?.frozen !== !isActive)
      yield `customer ${customerId} is ${isActive ? 'still' : 'not'} frozen`;
    if (standings.find(({ userId }) => userId === customerId)?.active !== isActive)
      yield `customer ${customerId} is ${isActive ? 'still' : 'not'} shut out`;
  }
}

/** Violations in a settled state: money, stock, orders and notifications must agree across all services. */
export function settledFaults(run: Run, snapshot: Snapshot): string[] {
  const { orders, payments, reservations } = snapshot;
  const ids = new Set(orders.map(({ id }) => id));
  const strays = [...payments, ...reservations].filter(({ orderId }) => orderId !== null && !ids.has(orderId));
  const unknown = [...run.placed].filter((id) => !ids.has(id));
  return [
    ...orders.flatMap((order) => [...orderFaults(run, snapshot, order)].map((fault) => `order ${order.id} ${fault}`)),
    ...(strays.length > 0 ? ['something belongs to an order that there is not'] : []),
    ...(unknown.length > 0 || run.placed.size !== ids.size ? ['other orders were placed than customers know of'] : []),
    ...reckoningFaults(run, snapshot),
    ...keyFaults(run),
    ...standingFaults(run, snapshot),
  ];
}
