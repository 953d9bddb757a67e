import { badUserInput } from '#platform/errors.ts';
import { id, parseInput, text } from '#platform/input.ts';
import type { Caller } from '#platform/token.ts';
import type { Order } from '#prisma/orders';
import type { Deps } from '../deps.ts';
import { readOrderNumber } from '../domain/order-number.ts';
import { visibleTo } from './visible-to.ts';

/** Longer than any way to write a number. */
const NUMBER_LENGTH_MAX = 100;

/** What an order is found by: exactly one of the two. */
export interface OrderReference {
  readonly id?: string | null | undefined;
  readonly number?: string | null | undefined;
}

/** Finds an order that the caller may see, by id or by number. Null where there is none. Throws BAD_USER_INPUT for both, neither or a malformed one. */
export async function findOrder(
  deps: Deps,
  caller: Caller,
  { id: byId, number }: OrderReference,
): Promise<Order | null> {
  if ((byId == null) === (number == null)) throw badUserInput('id', 'exactly one of id and number must be given');
  const key =
    number == null
      ? { id: parseInput(id, byId, 'id') }
      : { number: readOrderNumber(parseInput(text(NUMBER_LENGTH_MAX), number, 'number')) };
  return deps.database.order.findFirst({ where: { ...key, ...visibleTo(caller) } });
}
