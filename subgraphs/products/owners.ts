import type { OrderParent, ReservationParent } from './mappers.ts';

/** Whose the objects are that `@auth` lets their owners read. */
export const owners = {
  Order: ({ customerId }: OrderParent): string | null => customerId,
  Reservation: ({ customerId }: ReservationParent): string | null => customerId,
};
