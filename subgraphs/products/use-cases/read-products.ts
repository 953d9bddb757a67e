import { badUserInput } from '#platform/errors.ts';
import { id as idSchema, parseInput, searchText, text } from '#platform/input.ts';
import type { Loader } from '#platform/loaders.ts';
import { connectionOf, pageOf } from '#platform/paging.ts';
import type { Connection } from '#platform/paging.ts';
import type { Product } from '#prisma/products';
import type { Deps } from '../deps.ts';
import { pageOfProducts } from '../rows.ts';

/** The limit of the table's CHECK. */
export const SKU_LENGTH_MAX = 64;
const SEARCH_LENGTH_MAX = 200;

/** A SKU to look a product up by. What no product can be called is only not found. */
export const knownSku = text(SKU_LENGTH_MAX);

type Optional<Value> = Value | null | undefined;
type ProductLoader = Loader<string, Product | null>;

/** Returns a product by id or by SKU, archived or not. BAD_USER_INPUT unless it is exactly one of the two. */
export async function findProduct(
  load: { readonly product: ProductLoader; readonly productBySku: ProductLoader },
  { id, sku }: { readonly id?: Optional<string>; readonly sku?: Optional<string> },
): Promise<Product | null> {
  if ((id == null) === (sku == null)) throw badUserInput('id', 'give either an id or a SKU');
  return id == null
    ? load.productBySku.load(parseInput(knownSku, sku, 'sku'))
    : load.product.load(parseInput(idSchema, id, 'id'));
}

/** The arguments of the list, as they come. */
export interface ProductListArguments {
  readonly first?: Optional<number>;
  readonly after?: Optional<string>;
  readonly search?: Optional<string>;
  readonly inStock?: Optional<boolean>;
}

/** Returns a page of the products that can be ordered, newest first. */
export async function listProducts({ database }: Deps, args: ProductListArguments): Promise<Connection<Product>> {
  const page = pageOf('products', args);
  const search = parseInput(searchText(SEARCH_LENGTH_MAX), args.search, 'search');
  return connectionOf(page, await pageOfProducts(database, page, { search, inStock: args.inStock ?? undefined }));
}
