/** How far an order has come here: which of the saga's requests was carried out last. */
export type OrderStockStatus = 'RESERVED' | 'REJECTED' | 'COMMITTED' | 'RELEASED' | 'RETURNED';

/** What the saga asks for. */
export type OrderRequest = 'RESERVE' | 'COMMIT' | 'RELEASE' | 'RETURN';

/** Carry the request out, or answer as if it had just brought the order to a status. */
type Step = 'ACT' | OrderStockStatus;

// Requests come repeated, late and early. One whose effect still stands is answered as it was the first time; one whose effect was
// undone since, with what undid it. A release that comes before its reserve closes the order. What is not listed contradicts what was asked.
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

/** Returns what a request does to an order's stock, undefined where nothing was asked yet. Throws where the saga contradicts itself: a bug. */
export function stepOf(request: OrderRequest, status: OrderStockStatus | undefined): Step {
  const step = STEPS[request][status ?? 'UNKNOWN'];
  if (step === undefined) throw new Error(`${request} contradicts an order whose stock is ${status ?? 'unknown'}`);
  return step;
}
