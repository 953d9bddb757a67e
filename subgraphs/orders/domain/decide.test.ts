import { describe, expect, test } from 'vitest';
import { decide, type Decision, type SagaEvent } from './decide.ts';
import { PLACED, requestsOf, statusOf, type OrderStatus, type Saga, type SagaRequest } from './saga.ts';

const total = { amountMinor: 40_100n, currency: 'USD' };

/** Every event there is, by its name. */
const EVENTS = {
  StockReserved: { type: 'StockReserved', total },
  StockRejected: { type: 'StockRejected', failure: { code: 'OUT_OF_STOCK', message: 'Only 1 left.' } },
  PaymentAuthorized: { type: 'PaymentAuthorized' },
  PaymentDeclined: { type: 'PaymentDeclined', failure: { code: 'INSUFFICIENT_FUNDS', message: 'Not enough money.' } },
  PaymentCaptured: { type: 'PaymentCaptured' },
  PaymentVoided: { type: 'PaymentVoided' },
  PaymentRefunded: { type: 'PaymentRefunded' },
  ReservationsCommitted: { type: 'ReservationsCommitted' },
  ReservationsReleased: { type: 'ReservationsReleased' },
  StockReturned: { type: 'StockReturned' },
  CancelAsked: { type: 'CancelAsked', by: 'CUSTOMER' },
  ShipAsked: { type: 'ShipAsked' },
  DeliverAsked: { type: 'DeliverAsked' },
  DeadlinePassed: { type: 'DeadlinePassed' },
} as const satisfies { [Name in SagaEvent['type']]: SagaEvent & { type: Name } };

type EventName = keyof typeof EVENTS;
const EVENT_NAMES = Object.values(EVENTS).map(({ type }) => type);

interface Row {
  readonly status: OrderStatus;
  /** The open requests. */
  readonly asks: readonly SagaRequest[];
  /** The events that move it, and where to. Every other event leaves it as it is. */
  readonly to: Readonly<Partial<Record<EventName, string>>>;
  /** Commands of users are refused. */
  readonly refuses: readonly EventName[];
}

const SHOP: readonly EventName[] = ['ShipAsked', 'DeliverAsked'];
const ALL: readonly EventName[] = ['CancelAsked', ...SHOP];

/** The whole life of an order: every state that can be reached, as stock/payment/failure, and what each event does there. */
const LIFE: Readonly<Record<string, Row>> = {
  'REQUESTED/NONE/-': {
    status: 'PENDING',
    asks: ['ReserveStock'],
    to: {
      StockReserved: 'RESERVED/REQUESTED/-',
      StockRejected: 'REJECTED/NONE/OUT_OF_STOCK',
      CancelAsked: 'RELEASING/NONE/CANCELLED',
      DeadlinePassed: 'RELEASING/NONE/EXPIRED',
    },
    refuses: SHOP,
  },
  'REJECTED/NONE/OUT_OF_STOCK': { status: 'REJECTED', asks: [], to: {}, refuses: ALL },
  'RESERVED/REQUESTED/-': {
    status: 'AWAITING_PAYMENT',
    asks: ['AuthorizePayment'],
    to: {
      PaymentAuthorized: 'COMMITTING/CAPTURING/-',
      PaymentDeclined: 'RELEASING/DECLINED/INSUFFICIENT_FUNDS',
      CancelAsked: 'RELEASING/VOIDING/CANCELLED',
      DeadlinePassed: 'RELEASING/VOIDING/EXPIRED',
    },
    refuses: SHOP,
  },

  // Past the pivot.
  'COMMITTING/CAPTURING/-': {
    status: 'AWAITING_PAYMENT',
    asks: ['CommitReservations', 'CapturePayment'],
    to: {
      PaymentCaptured: 'COMMITTING/CAPTURED/-',
      ReservationsCommitted: 'COMMITTED/CAPTURING/-',
      CancelAsked: 'COMMITTING/CAPTURING/CANCELLED',
    },
    refuses: SHOP,
  },
  'COMMITTING/CAPTURED/-': {
    status: 'AWAITING_PAYMENT',
    asks: ['CommitReservations'],
    to: { ReservationsCommitted: 'COMMITTED/CAPTURED/-', CancelAsked: 'COMMITTING/CAPTURED/CANCELLED' },
    refuses: SHOP,
  },
  'COMMITTED/CAPTURING/-': {
    status: 'AWAITING_PAYMENT',
    asks: ['CapturePayment'],
    to: { PaymentCaptured: 'COMMITTED/CAPTURED/-', CancelAsked: 'COMMITTED/CAPTURING/CANCELLED' },
    refuses: SHOP,
  },
  'COMMITTED/CAPTURED/-': {
    status: 'CONFIRMED',
    asks: [],
    to: { ShipAsked: 'SHIPPED/CAPTURED/-', CancelAsked: 'RETURNING/REFUNDING/CANCELLED' },
    refuses: ['DeliverAsked'],
  },
  'SHIPPED/CAPTURED/-': {
    status: 'SHIPPED',
    asks: [],
    to: { DeliverAsked: 'DELIVERED/CAPTURED/-' },
    refuses: ['CancelAsked', 'ShipAsked'],
  },
  'DELIVERED/CAPTURED/-': { status: 'DELIVERED', asks: [], to: {}, refuses: ALL },

  // Cancelled past the pivot: captured first, then refunded.
  'COMMITTING/CAPTURING/CANCELLED': {
    status: 'CANCELLING',
    asks: ['CommitReservations', 'CapturePayment'],
    to: { PaymentCaptured: 'COMMITTING/CAPTURED/CANCELLED', ReservationsCommitted: 'COMMITTED/CAPTURING/CANCELLED' },
    refuses: SHOP,
  },
  'COMMITTING/CAPTURED/CANCELLED': {
    status: 'CANCELLING',
    asks: ['CommitReservations'],
    to: { ReservationsCommitted: 'RETURNING/REFUNDING/CANCELLED' },
    refuses: SHOP,
  },
  'COMMITTED/CAPTURING/CANCELLED': {
    status: 'CANCELLING',
    asks: ['CapturePayment'],
    to: { PaymentCaptured: 'RETURNING/REFUNDING/CANCELLED' },
    refuses: SHOP,
  },
  'RETURNING/REFUNDING/CANCELLED': {
    status: 'CANCELLING',
    asks: ['ReturnStock', 'RefundPayment'],
    to: { StockReturned: 'RETURNED/REFUNDING/CANCELLED', PaymentRefunded: 'RETURNING/REFUNDED/CANCELLED' },
    refuses: SHOP,
  },
  'RETURNED/REFUNDING/CANCELLED': {
    status: 'CANCELLING',
    asks: ['RefundPayment'],
    to: { PaymentRefunded: 'RETURNED/REFUNDED/CANCELLED' },
    refuses: SHOP,
  },
  'RETURNING/REFUNDED/CANCELLED': {
    status: 'CANCELLING',
    asks: ['ReturnStock'],
    to: { StockReturned: 'RETURNED/REFUNDED/CANCELLED' },
    refuses: SHOP,
  },
  'RETURNED/REFUNDED/CANCELLED': { status: 'CANCELLED', asks: [], to: {}, refuses: SHOP },

  // Cancelled before the pivot.
  'RELEASING/NONE/CANCELLED': {
    status: 'CANCELLING',
    asks: ['ReleaseReservations'],
    to: { ReservationsReleased: 'RELEASED/NONE/CANCELLED' },
    refuses: SHOP,
  },
  'RELEASED/NONE/CANCELLED': { status: 'CANCELLED', asks: [], to: {}, refuses: SHOP },
  'RELEASING/VOIDING/CANCELLED': {
    status: 'CANCELLING',
    asks: ['ReleaseReservations', 'VoidPayment'],
    to: { ReservationsReleased: 'RELEASED/VOIDING/CANCELLED', PaymentVoided: 'RELEASING/VOIDED/CANCELLED' },
    refuses: SHOP,
  },
  'RELEASED/VOIDING/CANCELLED': {
    status: 'CANCELLING',
    asks: ['VoidPayment'],
    to: { PaymentVoided: 'RELEASED/VOIDED/CANCELLED' },
    refuses: SHOP,
  },
  'RELEASING/VOIDED/CANCELLED': {
    status: 'CANCELLING',
    asks: ['ReleaseReservations'],
    to: { ReservationsReleased: 'RELEASED/VOIDED/CANCELLED' },
    refuses: SHOP,
  },
  'RELEASED/VOIDED/CANCELLED': { status: 'CANCELLED', asks: [], to: {}, refuses: SHOP },

  // Expired: the status stays until all is undone, and a cancellation still comes first.
  'RELEASING/NONE/EXPIRED': {
    status: 'PENDING',
    asks: ['ReleaseReservations'],
    to: { ReservationsReleased: 'RELEASED/NONE/EXPIRED', CancelAsked: 'RELEASING/NONE/CANCELLED' },
    refuses: SHOP,
  },
  'RELEASED/NONE/EXPIRED': { status: 'EXPIRED', asks: [], to: {}, refuses: ALL },
  'RELEASING/VOIDING/EXPIRED': {
    status: 'AWAITING_PAYMENT',
    asks: ['ReleaseReservations', 'VoidPayment'],
    to: {
      ReservationsReleased: 'RELEASED/VOIDING/EXPIRED',
      PaymentVoided: 'RELEASING/VOIDED/EXPIRED',
      CancelAsked: 'RELEASING/VOIDING/CANCELLED',
    },
    refuses: SHOP,
  },
  'RELEASED/VOIDING/EXPIRED': {
    status: 'AWAITING_PAYMENT',
    asks: ['VoidPayment'],
    to: { PaymentVoided: 'RELEASED/VOIDED/EXPIRED', CancelAsked: 'RELEASED/VOIDING/CANCELLED' },
    refuses: SHOP,
  },
  'RELEASING/VOIDED/EXPIRED': {
    status: 'AWAITING_PAYMENT',
    asks: ['ReleaseReservations'],
    to: { ReservationsReleased: 'RELEASED/VOIDED/EXPIRED', CancelAsked: 'RELEASING/VOIDED/CANCELLED' },
    refuses: SHOP,
  },
  'RELEASED/VOIDED/EXPIRED': { status: 'EXPIRED', asks: [], to: {}, refuses: ALL },

  // Declined: likewise.
  'RELEASING/DECLINED/INSUFFICIENT_FUNDS': {
    status: 'AWAITING_PAYMENT',
    asks: ['ReleaseReservations'],
    to: {
      ReservationsReleased: 'RELEASED/DECLINED/INSUFFICIENT_FUNDS',
      CancelAsked: 'RELEASING/DECLINED/CANCELLED',
    },
    refuses: SHOP,
  },
  'RELEASED/DECLINED/INSUFFICIENT_FUNDS': { status: 'REJECTED', asks: [], to: {}, refuses: ALL },
  'RELEASING/DECLINED/CANCELLED': {
    status: 'CANCELLING',
    asks: ['ReleaseReservations'],
    to: { ReservationsReleased: 'RELEASED/DECLINED/CANCELLED' },
    refuses: SHOP,
  },
  'RELEASED/DECLINED/CANCELLED': { status: 'CANCELLED', asks: [], to: {}, refuses: SHOP },
};

const NOTICE_OF: Readonly<Partial<Record<OrderStatus, string>>> = {
  CONFIRMED: 'NotifyOrderConfirmed',
  REJECTED: 'NotifyOrderRejected',
  CANCELLED: 'NotifyOrderCancelled',
  EXPIRED: 'NotifyOrderExpired',
  SHIPPED: 'NotifyOrderShipped',
  DELIVERED: 'NotifyOrderDelivered',
};

const keyOf = ({ stock, payment, failure }: Saga): string => `${stock}/${payment}/${failure?.code ?? '-'}`;

const nextOf = (saga: Saga, decision: Decision): Saga => (decision.kind === 'moved' ? decision.next : saga);

/** Every saga that any sequence of events leads to, by its key. */
function reachable(): Map<string, Saga> {
  const found = new Map([[keyOf(PLACED), PLACED]]);
  for (const saga of found.values()) {
    for (const name of EVENT_NAMES) {
      const next = nextOf(saga, decide(saga, EVENTS[name]));
      if (!found.has(keyOf(next))) found.set(keyOf(next), next);
    }
  }
  return found;
}

const given = (...names: EventName[]): Saga =>
  names.reduce<Saga>((saga, name) => nextOf(saga, decide(saga, EVENTS[name])), PLACED);

describe('the life of an order', () => {
  const sagas = reachable();

  test('has the states of the table and no others', () => {
    expect([...sagas.keys()].toSorted()).toEqual(Object.keys(LIFE).toSorted());
  });

  describe.for(Object.entries(LIFE))('in %s', ([key, row]) => {
    const saga = sagas.get(key) ?? PLACED;

    test(`is ${row.status} and waits for ${row.asks.join(' and ') || 'no service'}`, () => {
      expect(keyOf(saga)).toBe(key);
      expect(statusOf(saga)).toBe(row.status);
      expect(requestsOf(saga)).toEqual(row.asks);
    });

    test.for(EVENT_NAMES.filter((name) => row.to[name] === undefined))('stays as it is: %s', (name) => {
      expect(decide(saga, EVENTS[name]).kind).toBe(row.refuses.includes(name) ? 'refused' : 'unchanged');
    });

    test.for(Object.entries(row.to))('%s leads to %s', ([name, to]) => {
      const event = Object.values(EVENTS).find(({ type }) => type === name);
      const next = LIFE[to];
      if (event === undefined || next === undefined) throw new Error(`The table leads from ${key} to nowhere`);
      const decision = decide(saga, event);
      expect(decision).toMatchObject({
        kind: 'moved',
        requests: next.asks.filter((request) => !row.asks.includes(request)),
        notice: next.status === row.status ? null : (NOTICE_OF[next.status] ?? null),
      });
      expect(keyOf(nextOf(saga, decision))).toBe(to);
    });
  });
});

describe('an order', () => {
  test('keeps the total that the stock was reserved at', () => {
    const saga = given('StockReserved');
    expect(saga.total).toEqual(total);
    expect(
      nextOf(saga, decide(saga, { type: 'StockReserved', total: { amountMinor: 1n, currency: 'EUR' } })).total,
    ).toEqual(total);
  });

  test('has no total when it was cancelled before it was priced, whatever comes late', () => {
    expect(given('CancelAsked', 'StockReserved', 'PaymentAuthorized', 'ReservationsReleased').total).toBeNull();
  });

  test.for([
    ['StockRejected', given('StockRejected'), { code: 'OUT_OF_STOCK', message: 'Only 1 left.' }],
    [
      'PaymentDeclined',
      given('StockReserved', 'PaymentDeclined'),
      { code: 'INSUFFICIENT_FUNDS', message: 'Not enough money.' },
    ],
  ] as const)('passes on what %s says', ([, saga, failure]) => {
    expect(saga.failure).toEqual(failure);
  });

  test.for([
    ['CUSTOMER', 'Cancelled by you.'],
    ['SHOP', 'Cancelled by the shop.'],
    ['SHUT_OUT', 'Cancelled by the shop, because your access was suspended.'],
  ] as const)('says that it was cancelled by the %s', ([by, message]) => {
    expect(nextOf(PLACED, decide(PLACED, { type: 'CancelAsked', by })).failure).toEqual({ code: 'CANCELLED', message });
  });

  test('keeps the message of its first cancellation', () => {
    const saga = nextOf(PLACED, decide(PLACED, { type: 'CancelAsked', by: 'SHOP' }));
    expect(decide(saga, EVENTS.CancelAsked)).toEqual({ kind: 'unchanged' });
  });

  test('says why it refuses', () => {
    expect(decide(PLACED, EVENTS.ShipAsked)).toEqual({
      kind: 'refused',
      message: 'The order is PENDING and cannot be shipped.',
    });
  });
});
