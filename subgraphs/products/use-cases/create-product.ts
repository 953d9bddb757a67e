import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { isUniqueViolation, transaction } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { integer, optional, parseInput } from '#platform/input.ts';
import { moneyInput } from '#platform/money.ts';
import type { Product } from '#prisma/products';
import type { Deps } from '../deps.ts';
import { QUANTITY_MAX } from '../domain/stock.ts';
import { newSku, productDescription, productName } from '../input.ts';
import { moveStock } from './move-stock.ts';

const inputSchema = z.object({
  sku: newSku,
  name: productName,
  description: optional(productDescription),
  price: moneyInput,
  onHand: optional(integer(0, QUANTITY_MAX)),
});

/** Adds a product to the catalogue. SKU_TAKEN where another one, archived or not, has the SKU. */
export async function createProduct(
  { database }: Deps,
  input: unknown,
): Promise<Outcome<{ product: Product }, 'SKU_TAKEN'>> {
  const { sku, name, description = null, price, onHand = 0 } = parseInput(inputSchema, input);
  const id = uuidv7();
  const data = { id, sku, name, description, priceMinor: price.amountMinor, currency: price.currency };
  try {
    return await transaction(database, async (tx) => {
      const product = await tx.product.create({ data });
      if (onHand === 0) return succeed({ product });
      await moveStock(tx, [{ productId: id, kind: 'SET', onHandDelta: onHand, reservedDelta: 0, reservationId: null }]);
      return succeed({ product: await tx.product.findUniqueOrThrow({ where: { id } }) });
    });
  } catch (error) {
    if (isUniqueViolation(error)) return fail('SKU_TAKEN', `Another product has the SKU “${sku}”.`, 'input.sku');
    throw error;
  }
}
