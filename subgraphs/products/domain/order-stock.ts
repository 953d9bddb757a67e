/** How far an order has come here: which of the saga's requests was carried out last. */
export type OrderStockStatus = 'RESERVED' | 'REJECTED' | 'COMMITTED' | 'RELEASED' | 'RETURNED';

/** What the saga asks for. */
export type OrderRequest = 'RESERVE' | 'COMMIT' | 'RELEASE' | 'RETURN';

/** Carry the request out, answer as if it had just brought the order to a status, or find that it contradicts what was asked before. */
type Step = 'ACT' | OrderStockStatus | 'CONTRADICTION';

/**
 * Requests come repeated, late and early. One whose effect still stands is answered as it was the first time; one whose effect was
 * undone since is answered with what undid it. A release that comes before its reserve closes the order, and the reserve finds that.
 */
const STEPS: Readonly<Record<OrderRequest, Readonly<Record<OrderStockStatus | 'UNKNOWN', Step>>>> = {
  RESERVE: {
    UNKNOWN: 'ACT',
    RESERVED: 'RESERVED',
    REJECTED: 'REJECTED',
    COMMITTED: 'RESERVED',
    RELEASED: 'RELEASED',
    RETURNED: 'RETURNED',
  },
  COMMIT: {
    UNKNOWN: 'CONTRADICTION',
    RESERVED: 'ACT',
    REJECTED: 'CONTRADICTION',
    COMMITTED: 'COMMITTED',
    RELEASED: 'CONTRADICTION',
    RETURNED: 'RETURNED',
  },
  RELEASE: {
    UNKNOWN: 'ACT',
    RESERVED: 'ACT',
    REJECTED: 'RELEASED',
    COMMITTED: 'CONTRADICTION',
    RELEASED: 'RELEASED',
    RETURNED: 'CONTRADICTION',
  },
  RETURN: {
    UNKNOWN: 'CONTRADICTION',
    RESERVED: 'CONTRADICTION',
    REJECTED: 'CONTRADICTION',
    COMMITTED: 'ACT',
    RELEASED: 'CONTRADICTION',
    RETURNED: 'RETURNED',
  },
};

/**
 * What a request is to do for an order that has come as far as `status` (undefined: nothing was asked for it yet). Throws where the
 * saga contradicts itself, such as by committing what it released: that is a bug, not a business failure.
 */
export function stepOf(request: OrderRequest, status: OrderStockStatus | undefined): 'ACT' | OrderStockStatus {
  const step = STEPS[request][status ?? 'UNKNOWN'];
  if (step === 'CONTRADICTION')
    throw new Error(`${request} contradicts an order whose stock is ${status ?? 'unknown'}`);
  return step;
}
