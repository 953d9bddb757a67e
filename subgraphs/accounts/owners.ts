import type { Owners } from '#platform/authorization.ts';
import type { AccountParent, OrderParent, PaymentParent, UserParent } from './mappers.ts';

/** Whose an object is, for `@auth(requires: ["OWNER"])`. */
export const owners: Owners = {
  User: ({ id }: UserParent) => id,
  Account: ({ ownerId }: AccountParent) => ownerId,
  Payment: ({ customerId }: PaymentParent) => customerId,
  Order: ({ viewerId }: OrderParent) => viewerId,
};
