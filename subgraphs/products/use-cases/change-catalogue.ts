import { NIL, v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { fail, succeed } from '#platform/errors.ts';
import { formText, id as idSchema, integer, optional, parseInput, text } from '#platform/input.ts';
import type { Log } from '#platform/log.ts';
import { newMoneyInput } from '#platform/money.ts';
import type { Deps } from '../deps.ts';
import { QUANTITY_MAX } from '../domain/product.ts';
import { changeProduct, findUnfolded, insertProduct, writeSearchTexts, type ProductChange } from '../rows.ts';
import { moveStock } from '../stock.ts';
import { SKU_LENGTH_MAX } from './read-products.ts';

/** The pattern of the table's CHECK. */
const SKU = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const NAME_LENGTH_MAX = 200;

const newSku = z
  .string()
  .trim()
  .max(SKU_LENGTH_MAX, `must have at most ${SKU_LENGTH_MAX} characters`)
  .regex(SKU, 'must be letters, digits, ".", "_" and "-", beginning with a letter or digit');
/** One line, since sentences contain it. */
const productName = text(NAME_LENGTH_MAX).refine((name) => !/[\t\n\r]/.test(name), 'must be one line');
const productDescription = formText();

const newProduct = z.object({
  sku: newSku,
  name: productName,
  description: optional(productDescription),
  price: newMoneyInput,
  onHand: optional(integer(0, QUANTITY_MAX)),
});

/** Adds a product to the catalogue. SKU_TAKEN if another one, archived or not, has the SKU. */
export async function createProduct({ database }: Deps, input: unknown) {
  const { sku, name, description = null, price, onHand = 0 } = parseInput(newProduct, input);
  return database.transaction(async (tx) => {
    const id = uuidv7();
    const created = await insertProduct(tx, { id, sku, name, description, price });
    if (created === undefined) return fail('SKU_TAKEN', `Another product has the SKU “${sku}”.`, 'input.sku');
    const placed = { productId: id, kind: 'SET', onHandDelta: onHand, reservedDelta: 0, reservationId: null } as const;
    const [stocked] = onHand === 0 ? [] : await moveStock(tx, [placed]);
    tx.event('product created', { productId: id });
    return succeed({ product: stocked ?? created });
  });
}

const productChange = z.object({
  id: idSchema,
  name: optional(productName),
  description: productDescription.nullish(),
  price: optional(newMoneyInput),
});

/** Changes name, description or price, also to another currency; null clears the description alone. Reservations keep their price. */
export async function updateProduct(deps: Deps, input: unknown) {
  const { id, ...what } = parseInput(productChange, input);
  return change(deps, 'input.id', id, what);
}

/** Hides a product from the catalogue; archiving again changes nothing. Its reservations stay. */
export const archiveProduct = async (deps: Deps, id: unknown) =>
  change(deps, 'id', parseInput(idSchema, id, 'id'), { status: 'ARCHIVED' });

/** Returns an archived product to the catalogue; an active one stays. */
export const restoreProduct = async (deps: Deps, id: unknown) =>
  change(deps, 'id', parseInput(idSchema, id, 'id'), { status: 'ACTIVE' });

function change({ database }: Deps, field: string, id: string, what: ProductChange) {
  return database.transaction(async (tx) => {
    const product = await changeProduct(tx, id, what);
    if (product === undefined) return fail('NOT_FOUND', 'There is no such product.', field);
    const event = { ACTIVE: 'product restored', ARCHIVED: 'product archived', none: 'product changed' };
    tx.event(event[what.status ?? 'none'], { productId: id });
    return succeed({ product });
  });
}

/** How many products are read at once. */
const BATCH_MAX = 500;

/** Folds the search texts of products of an earlier version. Logs and counts active ones whose SKU is an older one's in another case: both stay. */
export async function refoldProducts({ database, log }: Deps & { readonly log: Log }): Promise<number> {
  let reported = 0;
  for (let after: string = NIL; ;) {
    const products = await findUnfolded(database, after, BATCH_MAX);
    const last = products.at(-1);
    if (last === undefined) return reported;
    await writeSearchTexts(database, products);
    for (const { id, sku } of products.filter(({ skuFolded, status }) => skuFolded === null && status === 'ACTIVE')) {
      reported += 1;
      log.warn({ productId: id, sku }, 'another product has this SKU in another case (docs/guides/run-it.md)');
    }
    after = last.id;
  }
}
