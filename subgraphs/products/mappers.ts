import type { Money } from '#platform/money.ts';
import type { Product, Reservation } from '#prisma/products';

/** A product as it is stored. */
export type ProductParent = Product;

/** A reservation as it is by the database's clock. */
export type ReservationParent = Reservation;

/** An order, and whose it is: null where only an administrator may know. */
export interface OrderParent {
  readonly id: string;
  readonly customerId: string | null;
}

/** An exact amount. */
export type MoneyParent = Money;
