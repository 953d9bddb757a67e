import { byId, type Reference } from '#platform/authorization.ts';
import { badUserInput } from '#platform/errors.ts';
import { id as idSchema, parseInput, searchText, text } from '#platform/input.ts';
import { loader } from '#platform/loaders.ts';
import { connection } from '#platform/paging.ts';
import type { Caller } from '#platform/token.ts';
import type { Deps } from '../deps.ts';
import { productCalled } from '../domain/product.ts';
import type { QueryProductArgs, QueryProductsArgs } from '../generated/resolvers.ts';
import { ordersByIds, pageOfProducts, productsByIds, productsBySkus, reservationsByIds } from '../rows.ts';

/** The limit of the table's CHECK. */
export const SKU_LENGTH_MAX = 64;
const SEARCH_LENGTH_MAX = 200;

/** A SKU to find a product by. An invalid SKU is just not found. */
export const knownSku = text(SKU_LENGTH_MAX);

/** Loads in batches within one request: one statement each, however many objects are shown. */
export const createLoaders = ({ database }: Deps) => ({
  product: loader('id', (ids) => productsByIds(database, ids)),
  productBySku: loader('asked', async (skus) => {
    const found = await productsBySkus(database, skus);
    return skus.map((asked) => ({ asked, product: productCalled(found, asked) ?? null }));
  }),
  order: loader('orderId', (ids) => ordersByIds(database, ids)),
});
export type Loaders = ReturnType<typeof createLoaders>;

/** Returns a product by id or by SKU, archived or not. BAD_USER_INPUT unless it is exactly one of the two. */
export async function findProduct(load: Pick<Loaders, 'product' | 'productBySku'>, { id, sku }: QueryProductArgs) {
  if ((id == null) === (sku == null)) throw badUserInput('id', 'give either an id or a SKU');
  return id == null
    ? ((await load.productBySku.load(parseInput(knownSku, sku, 'sku')))?.product ?? null)
    : load.product.load(parseInput(idSchema, id, 'id'));
}

/** Returns a page of the products that can be ordered, newest first. */
export async function listProducts({ database }: Deps, args: QueryProductsArgs) {
  const search = parseInput(searchText(SEARCH_LENGTH_MAX), args.search, 'search');
  const inStock = args.inStock ?? undefined;
  return connection('products', args, (page) => pageOfProducts(database, page, { search, inStock }));
}

/** Returns a reservation by id. */
export async function findReservation({ database }: Deps, id: unknown) {
  const [reservation] = await reservationsByIds(database, [parseInput(idSchema, id, 'id')]);
  return reservation ?? null;
}

/** Returns the order of a reference by what was reserved for it; null for another customer's. An unknown order is empty for every caller. */
export const findOrder = (load: Loaders, caller: Caller | null, reference: Reference) =>
  byId(reference, async (id) => {
    const known = await load.order.load(id);
    const customerId = known?.customerId ?? caller?.id ?? null;
    if (caller !== null && caller.role !== 'ADMIN' && customerId !== caller.id) return null;
    return { id, customerId, reservations: known?.reservations ?? [] };
  });
