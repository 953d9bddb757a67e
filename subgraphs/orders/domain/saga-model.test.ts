import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, type SagaEvent } from './decide.ts';
import { PLACED, requestsOf, statusOf, type OrderStatus, type Saga, type SagaRequest } from './saga.ts';

/*
 * The real saga between exact models of the other two services and a network that loses, repeats and reorders messages as it likes.
 * Whatever happens, each order ends settled, and money and stock agree with its status.
 */

const PRICE = 10n;
const MONEY = 3n * PRICE;
const STOCK = 4;
const ORDERS = 5;

/** Where a status may lead to: the diagram of the design. */
const DIAGRAM: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  PENDING: ['AWAITING_PAYMENT', 'REJECTED', 'EXPIRED', 'CANCELLING'],
  AWAITING_PAYMENT: ['CONFIRMED', 'REJECTED', 'EXPIRED', 'CANCELLING'],
  CONFIRMED: ['SHIPPED', 'CANCELLING'],
  CANCELLING: ['CANCELLED'],
  SHIPPED: ['DELIVERED'],
  REJECTED: [],
  EXPIRED: [],
  CANCELLED: [],
  DELIVERED: [],
};

/** Thrown for requests that other services must never get, such as a commit without a reservation. */
class BrokenPromise extends Error {}

const promised = (condition: boolean, what: string): void => {
  if (!condition) throw new BrokenPromise(what);
};

type Reservation = 'none' | 'reserved' | 'rejected' | 'committed' | 'released' | 'returned';
type Payment = 'none' | 'authorized' | 'declined' | 'captured' | 'voided' | 'refunded';
type Decide = typeof decide;

interface Order {
  saga: Saga;
  reservation: Reservation;
  payment: Payment;
  readonly notices: string[];
}

type Letter =
  | { readonly order: Order; readonly request: SagaRequest }
  | { readonly order: Order; readonly answer: SagaEvent };

class World {
  readonly orders: Order[];
  letters: Letter[] = [];
  onHand = STOCK;
  reserved = 0;
  balance = MONEY;
  held = 0n;
  readonly #decide: Decide;

  constructor(rules: Decide) {
    this.#decide = rules;
    this.orders = Array.from({ length: ORDERS }, () => ({
      saga: PLACED,
      reservation: 'none',
      payment: 'none',
      notices: [],
    }));
    for (const order of this.orders) this.ask(order, requestsOf(order.saga));
  }

  ask(order: Order, requests: readonly SagaRequest[]): void {
    this.letters.push(...requests.map((request) => ({ order, request })));
  }

  happens(order: Order, event: SagaEvent): void {
    const decision = this.#decide(order.saga, event);
    if (decision.kind !== 'moved') return;
    const [before, after] = [statusOf(order.saga), statusOf(decision.next)];
    promised(before === after || DIAGRAM[before].includes(after), `${before} became ${after}`);
    promised(order.saga.total === null || order.saga.total === decision.next.total, 'the total changed');
    order.saga = decision.next;
    this.ask(order, decision.requests);
    if (decision.notice !== null) order.notices.push(decision.notice);
  }

  deliver(letter: Letter): void {
    if ('answer' in letter) return this.happens(letter.order, letter.answer);
    const answer = letter.request.endsWith('Payment')
      ? this.accounts(letter.order, letter.request)
      : this.products(letter.order, letter.request);
    promised(this.reserved >= 0 && this.reserved <= this.onHand, 'the stock is out of bounds');
    promised(this.held >= 0n && this.held <= this.balance, 'the money is out of bounds');
    this.letters.push({ order: letter.order, answer });
  }

  /** The products service: the first outcome of each request is kept, and one that was closed before it was made stays closed. */
  products(order: Order, request: SagaRequest): SagaEvent {
    const was = order.reservation;
    if (request === 'ReserveStock') {
      if (was === 'none') {
        order.reservation = this.reserved < this.onHand ? 'reserved' : 'rejected';
        if (order.reservation === 'reserved') this.reserved += 1;
      }
      const isReserved = order.reservation !== 'rejected' && order.reservation !== 'released';
      if (isReserved) return { type: 'StockReserved', total: { amountMinor: PRICE, currency: 'USD' } };
      return { type: 'StockRejected', failure: { code: 'OUT_OF_STOCK', message: 'None left.' } };
    }
    if (request === 'CommitReservations') {
      promised(was === 'reserved' || was === 'committed' || was === 'returned', `what is ${was} is committed`);
      if (was === 'reserved') {
        order.reservation = 'committed';
        this.reserved -= 1;
        this.onHand -= 1;
      }
      return { type: 'ReservationsCommitted' };
    }
    if (request === 'ReleaseReservations') {
      promised(was !== 'committed' && was !== 'returned', `what is ${was} is released`);
      if (was === 'reserved') this.reserved -= 1;
      order.reservation = 'released';
      return { type: 'ReservationsReleased' };
    }
    promised(was === 'committed' || was === 'returned', `what is ${was} is returned`);
    if (was === 'committed') this.onHand += 1;
    order.reservation = 'returned';
    return { type: 'StockReturned' };
  }

  /** The accounts service, likewise. */
  accounts(order: Order, request: SagaRequest): SagaEvent {
    const was = order.payment;
    if (request === 'AuthorizePayment') {
      if (was === 'none') {
        order.payment = this.balance - this.held >= PRICE ? 'authorized' : 'declined';
        if (order.payment === 'authorized') this.held += PRICE;
      }
      const isHeld = order.payment !== 'declined' && order.payment !== 'voided';
      if (isHeld) return { type: 'PaymentAuthorized' };
      return { type: 'PaymentDeclined', failure: { code: 'INSUFFICIENT_FUNDS', message: 'Not enough.' } };
    }
    if (request === 'CapturePayment') {
      promised(was === 'authorized' || was === 'captured' || was === 'refunded', `what is ${was} is captured`);
      if (was === 'authorized') {
        order.payment = 'captured';
        this.held -= PRICE;
        this.balance -= PRICE;
      }
      return { type: 'PaymentCaptured' };
    }
    if (request === 'VoidPayment') {
      promised(was !== 'captured' && was !== 'refunded', `what is ${was} is voided`);
      if (was === 'authorized') this.held -= PRICE;
      order.payment = 'voided';
      return { type: 'PaymentVoided' };
    }
    promised(was === 'captured' || was === 'refunded', `what is ${was} is refunded`);
    if (was === 'captured') this.balance += PRICE;
    order.payment = 'refunded';
    return { type: 'PaymentRefunded' };
  }

  /** The sweeper: repeats all open requests. */
  sweep(): void {
    for (const order of this.orders) this.ask(order, requestsOf(order.saga));
  }

  /** The network comes to rest: everything is delivered and the sweeper repeats requests, until none is open. */
  settle(): void {
    for (let rounds = 0; rounds < 12; rounds += 1) {
      while (this.letters.length > 0) for (const letter of this.letters.splice(0)) this.deliver(letter);
      this.sweep();
      if (this.letters.length === 0) return;
    }
    throw new BrokenPromise('an order stays in between');
  }

  /** What must hold once all is settled. */
  agrees(): void {
    const kept = this.orders.filter(({ saga }) => saga.failure === null);
    for (const { saga, reservation, payment, notices } of this.orders) {
      const status = statusOf(saga);
      promised(new Set(notices).size === notices.length, 'the customer is told something twice');
      if (status === 'CONFIRMED' || status === 'SHIPPED' || status === 'DELIVERED') {
        promised(reservation === 'committed' && payment === 'captured', `${status} is ${reservation} and ${payment}`);
      } else {
        promised(['none', 'rejected', 'released', 'returned'].includes(reservation), `${status} is ${reservation}`);
        promised(['none', 'declined', 'voided', 'refunded'].includes(payment), `${status} is ${payment}`);
      }
    }
    promised(this.reserved === 0 && this.onHand === STOCK - kept.length, 'the stock does not agree');
    promised(this.held === 0n && this.balance === MONEY - PRICE * BigInt(kept.length), 'the money does not agree');
  }
}

type Step =
  | { readonly kind: 'deliver' | 'repeat' | 'lose'; readonly pick: number }
  | { readonly kind: 'sweep' }
  | { readonly kind: 'event'; readonly pick: number; readonly event: SagaEvent };

function take(world: World, step: Step): void {
  if (step.kind === 'sweep') return world.sweep();
  if (step.kind === 'event') {
    const order = world.orders[step.pick % ORDERS];
    if (order !== undefined) world.happens(order, step.event);
    return;
  }
  const place = step.pick % Math.max(1, world.letters.length);
  const letter = world.letters[place];
  if (letter === undefined) return;
  if (step.kind !== 'repeat') world.letters.splice(place, 1);
  if (step.kind !== 'lose') world.deliver(letter);
}

const pick = fc.nat(1_000);
const happening = (event: SagaEvent) =>
  fc.record({ kind: fc.constant('event' as const), pick, event: fc.constant(event) });

const steps = fc.array(
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        kind: fc.constantFrom('deliver' as const, 'deliver' as const, 'repeat' as const, 'lose' as const),
        pick,
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'sweep' as const }) },
    { weight: 2, arbitrary: happening({ type: 'CancelAsked', by: 'CUSTOMER' }) },
    { weight: 1, arbitrary: happening({ type: 'DeadlinePassed' }) },
    { weight: 1, arbitrary: happening({ type: 'ShipAsked' }) },
    { weight: 1, arbitrary: happening({ type: 'DeliverAsked' }) },
  ),
  { maxLength: 120, size: 'max' },
);

const property = (rules: Decide) =>
  fc.property(steps, (taken) => {
    const world = new World(rules);
    for (const step of taken) take(world, step);
    world.settle();
    world.agrees();
  });

/** Changes what `decide` makes of an event, to see that the model notices. */
const faulty =
  (change: (saga: Saga, next: Saga, event: SagaEvent) => Saga): Decide =>
  (saga, event) => {
    const decision = decide(saga, event);
    if (decision.kind !== 'moved') return decision;
    const next = change(saga, decision.next, event);
    const asked = requestsOf(saga);
    return { ...decision, next, requests: requestsOf(next).filter((request) => !asked.includes(request)) };
  };

describe('any number of orders, over a network that loses, repeats and reorders', () => {
  test('end settled, with money and stock as their statuses say', () => {
    const result = fc.check(property(decide), { numRuns: 1_000 });
    expect(result.failed, fc.defaultReportMessage(result)).toBe(false);
  });

  test.for<[string, Decide]>([
    [
      'a payment whose outcome is unknown is not voided',
      faulty((saga, next) =>
        saga.payment === 'REQUESTED' && next.payment === 'VOIDING' ? { ...next, payment: 'DECLINED' } : next,
      ),
    ],
    [
      'a cancellation past the pivot does not wait for what is being taken',
      faulty((_saga, next, { type }) =>
        type === 'CancelAsked' && next.stock === 'COMMITTING'
          ? { ...next, stock: 'RETURNING', payment: 'REFUNDING' }
          : next,
      ),
    ],
    [
      'the deadline still counts past the pivot',
      (saga, event) =>
        event.type === 'DeadlinePassed' && saga.stock === 'COMMITTING' && saga.failure === null
          ? decide({ ...saga, stock: 'RESERVED', payment: 'REQUESTED' }, event)
          : decide(saga, event),
    ],
    [
      'a declined payment leaves the stock reserved',
      faulty((_saga, next, { type }) => (type === 'PaymentDeclined' ? { ...next, stock: 'RELEASED' } : next)),
    ],
  ])('do not, where %s', ([, rules]) => {
    expect(fc.check(property(rules), { numRuns: 1_000 }).failed).toBe(true);
  });
});
