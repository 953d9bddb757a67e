import type { Deps } from '../deps.ts';
import { stepOnDemand } from './step-on-demand.ts';
import type { DemandOutcome } from './step-on-demand.ts';

/** Marks a SHIPPED order as arrived and has its customer told. For administrators, which the graph's rules see to. */
export const deliverOrder = (deps: Deps, orderId: string): Promise<DemandOutcome> =>
  stepOnDemand(deps, orderId, () => ({ type: 'DeliverAsked' }));
