import type { Caller } from '#platform/token.ts';
import type { Deps } from '../deps.ts';
import { stepOnDemand } from './step-on-demand.ts';
import type { DemandOutcome } from './step-on-demand.ts';

/**
 * Has an order undone for its customer or an administrator, as long as it is not shipped. One that is cancelled or being cancelled stays
 * as it is. Somebody else's order is NOT_FOUND.
 */
export const cancelOrder = (deps: Deps, caller: Caller, orderId: string): Promise<DemandOutcome> =>
  stepOnDemand(deps, orderId, ({ customerId }) => {
    if (customerId === caller.id) return { type: 'CancelAsked', by: 'CUSTOMER' };
    return caller.role === 'ADMIN' ? { type: 'CancelAsked', by: 'SHOP' } : undefined;
  });
