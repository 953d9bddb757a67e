import { ledgerFaults } from '../accounts/ledger.ts';
import type { Run } from './run.ts';
import type { Snapshot } from './snapshot.ts';

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** How a reservation has moved the stock, by its status; what was committed may have been returned since. */
const MOVEMENTS: Readonly<Record<string, readonly string[]>> = {
  ACTIVE: ['RESERVE'],
  COMMITTED: ['COMMIT RESERVE'],
  RELEASED: ['RELEASE RESERVE', 'COMMIT RESERVE RETURN'],
  EXPIRED: ['EXPIRE RESERVE'],
};

function* stockFaults({ products, movements, reservations }: Snapshot): Generator<string> {
  for (const { id, onHand, reserved } of products) {
    const own = movements.filter(({ productId }) => productId === id);
    const active = reservations.filter(({ productId, status }) => productId === id && status === 'ACTIVE');
    if (reserved < 0 || reserved > onHand) yield `product ${id} has ${reserved} reserved of ${onHand}`;
    if (sumOf(own.map(({ onHandDelta }) => onHandDelta)) !== onHand)
      yield `product ${id} has ${onHand} on hand, which is not what its movements say`;
    if (sumOf(own.map(({ reservedDelta }) => reservedDelta)) !== reserved)
      yield `product ${id} has ${reserved} reserved, which is not what its movements say`;
    if (sumOf(active.map(({ quantity }) => quantity)) !== reserved)
      yield `product ${id} has ${reserved} reserved, which is not what its reservations say`;
  }
  for (const { id, status, quantity } of reservations) {
    const own = movements.filter(({ reservationId }) => reservationId === id);
    const kinds = own
      .map(({ kind }) => kind)
      .toSorted()
      .join(' ');
    if (!MOVEMENTS[status]?.includes(kinds)) yield `reservation ${id} is ${status} after ${kinds}`;
    const isWhole = own.every(({ onHandDelta, reservedDelta }) =>
      [onHandDelta, reservedDelta].every((delta) => delta === 0 || Math.abs(delta) === quantity),
    );
    if (!isWhole) yield `reservation ${id} has moved another quantity than its ${quantity}`;
  }
}

/** What is wrong with money and stock, whatever is under way. Empty at every moment. */
export const bookFaults = async ({ world }: Run, snapshot: Snapshot): Promise<string[]> => [
  ...(await ledgerFaults(world.accounts.database)),
  ...stockFaults(snapshot),
];
