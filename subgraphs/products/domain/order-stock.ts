/** An order's step in this service: the last executed request of the saga. */
export type OrderStockStatus = 'RESERVED' | 'REJECTED' | 'COMMITTED' | 'RELEASED' | 'RETURNED';

/** The requests of the saga. */
export type OrderRequest = 'RESERVE' | 'COMMIT' | 'RELEASE' | 'RETURN';

/** Execute the request, or reply with the status that it had led to. */
type Step = 'ACT' | OrderStockStatus;

// Requests arrive repeated, late and early. One whose effect is in force gets the first reply again; one whose effect was
// undone since gets the reply of what undid it. A release before its reserve closes the order. Other combinations are contradictions.
const STEPS: Readonly<Record<OrderRequest, Readonly<Partial<Record<OrderStockStatus | 'UNKNOWN', Step>>>>> = {
  RESERVE: {
    UNKNOWN: 'ACT',
    RESERVED: 'RESERVED',
    REJECTED: 'REJECTED',
    COMMITTED: 'RESERVED',
    RELEASED: 'RELEASED',
    RETURNED: 'RETURNED',
  },
  COMMIT: { RESERVED: 'ACT', COMMITTED: 'COMMITTED', RETURNED: 'RETURNED' },
  RELEASE: { UNKNOWN: 'ACT', RESERVED: 'ACT', REJECTED: 'RELEASED', RELEASED: 'RELEASED' },
  RETURN: { COMMITTED: 'ACT', RETURNED: 'RETURNED' },
};

/** Returns the effect of a request on an order's stock; `order` is undefined before the first request. Throws for contradictions of the saga: a bug. */
export function stepOf(request: OrderRequest, status: OrderStockStatus | undefined): Step {
  const step = STEPS[request][status ?? 'UNKNOWN'];
  if (step === undefined) throw new Error(`${request} contradicts an order whose stock is ${status ?? 'unknown'}`);
  return step;
}
