import type { PaymentDeclined } from '#accounts/messages.ts';
import type { MessageOf } from '#platform/message.ts';
import type { Money } from '#platform/money.ts';
import type { StockRejected } from '#products/messages.ts';

type SettledStatus = 'CONFIRMED' | 'SHIPPED' | 'DELIVERED' | 'REJECTED' | 'CANCELLED' | 'EXPIRED';
/** The public status of an order, derived from the saga. */
export type OrderStatus = 'PENDING' | 'AWAITING_PAYMENT' | 'CANCELLING' | SettledStatus;

type StockForward = 'REQUESTED' | 'RESERVED' | 'COMMITTING' | 'COMMITTED' | 'SHIPPED' | 'DELIVERED';
type StockBack = 'REJECTED' | 'RELEASING' | 'RELEASED' | 'RETURNING' | 'RETURNED';
/** The step of the stock. REQUESTED and names in -ING wait for a reply of the products service. */
export type StockStep = StockForward | StockBack;

type PaymentBack = 'DECLINED' | 'VOIDING' | 'VOIDED' | 'REFUNDING' | 'REFUNDED';
/** The step of the money, likewise with the accounts service. From CAPTURING on it is held: the pivot. */
export type PaymentStep = 'NONE' | 'REQUESTED' | 'CAPTURING' | 'CAPTURED' | PaymentBack;

/** Why an order is undone or being undone; the message is for its customer. */
export interface OrderFailure {
  readonly code: MessageOf<typeof StockRejected | typeof PaymentDeclined>['payload']['code'] | 'CANCELLED' | 'EXPIRED';
  readonly message: string;
}

/** The state of an order's saga. Everything else is derived: the status, the open requests, the notifications. */
export interface Saga {
  readonly stock: StockStep;
  readonly payment: PaymentStep;
  /** Null until the stock is reserved, then fixed. */
  readonly total: Money | null;
  readonly failure: OrderFailure | null;
}

type StockRequest = 'ReserveStock' | 'CommitReservations' | 'ReleaseReservations' | 'ReturnStock';
type PaymentRequest = 'AuthorizePayment' | 'CapturePayment' | 'VoidPayment' | 'RefundPayment';
/** A request to another service, whose reply advances the saga. */
export type SagaRequest = StockRequest | PaymentRequest;

/** An order that was just placed. */
export const PLACED: Saga = { stock: 'REQUESTED', payment: 'NONE', total: null, failure: null };

const REQUEST_OF_STOCK: Readonly<Partial<Record<StockStep, StockRequest>>> = {
  REQUESTED: 'ReserveStock',
  COMMITTING: 'CommitReservations',
  RELEASING: 'ReleaseReservations',
  RETURNING: 'ReturnStock',
};

const REQUEST_OF_PAYMENT: Readonly<Partial<Record<PaymentStep, PaymentRequest>>> = {
  REQUESTED: 'AuthorizePayment',
  CAPTURING: 'CapturePayment',
  VOIDING: 'VoidPayment',
  REFUNDING: 'RefundPayment',
};

/** The requests without a reply: a transition sends those that it adds, the sweeper all of them, so that every wait has a request. */
export const requestsOf = ({ stock, payment }: Saga): SagaRequest[] =>
  [REQUEST_OF_STOCK[stock], REQUEST_OF_PAYMENT[payment]].filter((request) => request !== undefined);

/** Whether money and stock can be released without being taken: before the pivot, and not being undone yet. */
export const isBeforePivot = ({ stock }: Saga): boolean => stock === 'REQUESTED' || stock === 'RESERVED';

/**
 * The public status. REJECTED, EXPIRED and CANCELLED come once every compensation is answered. The constraints
 * orders_steps_go_together and orders_status_follows say the same in SQL.
 */
export function statusOf(saga: Saga): OrderStatus {
  const { stock, payment, failure } = saga;
  const isUnderWay = requestsOf(saga).length > 0;
  if (failure === null) {
    if (stock === 'SHIPPED' || stock === 'DELIVERED') return stock;
    if (stock === 'COMMITTED' && payment === 'CAPTURED') return 'CONFIRMED';
    if (!isUnderWay) throw new Error(`There is no status for stock ${stock} and payment ${payment}`);
  } else if (failure.code === 'CANCELLED') {
    return isUnderWay ? 'CANCELLING' : 'CANCELLED';
  } else if (!isUnderWay) {
    return failure.code === 'EXPIRED' ? 'EXPIRED' : 'REJECTED';
  }
  return payment === 'NONE' ? 'PENDING' : 'AWAITING_PAYMENT';
}
