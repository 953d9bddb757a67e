import type { Caller } from '#platform/token.ts';

/** The part of a WHERE that leaves the orders a caller may see: one's own, or all for an administrator. */
export const visibleTo = (caller: Caller): { customerId?: string } =>
  caller.role === 'ADMIN' ? {} : { customerId: caller.id };
