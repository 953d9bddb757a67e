import type { Money } from '#platform/money.ts';
import { isBeforePivot, requestsOf, statusOf } from './saga.ts';
import type { OrderFailure, OrderStatus, Saga, SagaRequest } from './saga.ts';

/** Who cancels an order: its customer, an administrator, or the deactivation of the customer. */
export type Canceller = 'CUSTOMER' | 'SHOP' | 'SHUT_OUT';

/** What can happen to an order: replies of the other services under their own names, commands of users, and time. */
export type SagaEvent =
  | { readonly type: 'StockReserved'; readonly total: Money }
  | { readonly type: 'StockRejected' | 'PaymentDeclined'; readonly failure: OrderFailure }
  | { readonly type: 'PaymentAuthorized' | 'PaymentCaptured' | 'PaymentVoided' | 'PaymentRefunded' }
  | { readonly type: 'ReservationsCommitted' | 'ReservationsReleased' | 'StockReturned' }
  | { readonly type: 'CancelAsked'; readonly by: Canceller }
  | { readonly type: 'ShipAsked' | 'DeliverAsked' | 'DeadlinePassed' };

/** The notification to the customer, by the order's new status. */
const NOTICE_OF = {
  PENDING: null,
  AWAITING_PAYMENT: null,
  CONFIRMED: 'NotifyOrderConfirmed',
  REJECTED: 'NotifyOrderRejected',
  CANCELLING: null,
  CANCELLED: 'NotifyOrderCancelled',
  EXPIRED: 'NotifyOrderExpired',
  SHIPPED: 'NotifyOrderShipped',
  DELIVERED: 'NotifyOrderDelivered',
} as const satisfies Record<OrderStatus, string | null>;
export type Notice = (typeof NOTICE_OF)[OrderStatus];

type Refusal = Readonly<{ kind: 'refused'; message: string }>;
type Move = Readonly<{ kind: 'moved'; next: Saga; requests: readonly SagaRequest[]; notice: Notice }>;
/** What an event does: nothing if it is late or repeated; a refusal if a user asks for what the state does not allow. */
export type Decision = Readonly<{ kind: 'unchanged' }> | Refusal | Move;

const CANCELLED_BECAUSE: Readonly<Record<Canceller, string>> = {
  CUSTOMER: 'Cancelled by you.',
  SHOP: 'Cancelled by the shop.',
  SHUT_OUT: 'Cancelled by the shop, because your access was suspended.',
};

const CANCELLABLE: ReadonlySet<OrderStatus> = new Set(['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED']);

const EXPIRED: OrderFailure = {
  code: 'EXPIRED',
  message: 'The order took too long to go through, so it was undone. Nothing was charged. Please order again.',
};

/** Decides what an event does. Answers may come late, early or twice: each moves the saga only where it is waited for, and never back. */
export function decide(saga: Saga, event: SagaEvent): Decision {
  const after = apply(saga, event);
  if ('kind' in after) return after;
  if (after === saga) return { kind: 'unchanged' };
  const next = turnBackWhenTaken(after);
  const asked = new Set(requestsOf(saga));
  const status = statusOf(next);
  return {
    kind: 'moved',
    next,
    requests: requestsOf(next).filter((request) => !asked.has(request)),
    notice: status === statusOf(saga) ? null : NOTICE_OF[status],
  };
}

function apply(saga: Saga, event: SagaEvent): Saga | Refusal {
  switch (event.type) {
    case 'CancelAsked':
      return cancel(saga, { code: 'CANCELLED', message: CANCELLED_BECAUSE[event.by] });
    case 'ShipAsked':
      return statusOf(saga) === 'CONFIRMED' ? { ...saga, stock: 'SHIPPED' } : refuse(saga, 'shipped');
    case 'DeliverAsked':
      return statusOf(saga) === 'SHIPPED' ? { ...saga, stock: 'DELIVERED' } : refuse(saga, 'delivered');
    case 'DeadlinePassed':
      return isBeforePivot(saga) ? giveUp(saga, EXPIRED) : saga;
    case 'StockReserved':
      return saga.stock === 'REQUESTED'
        ? { ...saga, stock: 'RESERVED', payment: 'REQUESTED', total: event.total }
        : saga;
    case 'StockRejected':
      return saga.stock === 'REQUESTED' ? { ...saga, stock: 'REJECTED', failure: event.failure } : saga;
    case 'PaymentAuthorized':
      return saga.payment === 'REQUESTED' ? { ...saga, stock: 'COMMITTING', payment: 'CAPTURING' } : saga;
    case 'PaymentDeclined':
      return saga.payment === 'REQUESTED' ? giveUp({ ...saga, payment: 'DECLINED' }, event.failure) : saga;
    case 'PaymentCaptured':
      return saga.payment === 'CAPTURING' ? { ...saga, payment: 'CAPTURED' } : saga;
    case 'PaymentVoided':
      return saga.payment === 'VOIDING' ? { ...saga, payment: 'VOIDED' } : saga;
    case 'PaymentRefunded':
      return saga.payment === 'REFUNDING' ? { ...saga, payment: 'REFUNDED' } : saga;
    case 'ReservationsCommitted':
      return saga.stock === 'COMMITTING' ? { ...saga, stock: 'COMMITTED' } : saga;
    case 'ReservationsReleased':
      return saga.stock === 'RELEASING' ? { ...saga, stock: 'RELEASED' } : saga;
    case 'StockReturned':
      return saga.stock === 'RETURNING' ? { ...saga, stock: 'RETURNED' } : saga;
    default:
      throw new Error(`Unknown event ${JSON.stringify(event satisfies never)}`);
  }
}

const refuse = (saga: Saga, participle: string): Refusal => ({
  kind: 'refused',
  message: `The order is ${statusOf(saga)} and cannot be ${participle}.`,
});

/** A customer may cancel an order that is not shipped, also while it is being undone without a visible failure: it then ends as CANCELLED. */
function cancel(saga: Saga, failure: OrderFailure): Saga | Refusal {
  const status = statusOf(saga);
  if (status === 'CANCELLING' || status === 'CANCELLED') return saga;
  return CANCELLABLE.has(status) ? giveUp(saga, failure) : refuse(saga, 'cancelled');
}

/** Before the pivot everything is undone, replied or not: a requested payment may be held by now. Past it, everything is captured first. */
const giveUp = (saga: Saga, failure: OrderFailure): Saga => ({
  ...saga,
  failure,
  stock: isBeforePivot(saga) ? 'RELEASING' : saga.stock,
  payment: saga.payment === 'REQUESTED' ? 'VOIDING' : saga.payment,
});

/** Past the pivot money and stock are taken before they are returned, so that no half-done step is undone. */
const turnBackWhenTaken = (saga: Saga): Saga =>
  saga.failure !== null && saga.stock === 'COMMITTED' && saga.payment === 'CAPTURED'
    ? { ...saga, stock: 'RETURNING', payment: 'REFUNDING' }
    : saga;
