import { parseInput, searchText } from '#platform/input.ts';
import { connectionOf, pageOf } from '#platform/paging.ts';
import type { Connection, Page } from '#platform/paging.ts';
import { Prisma } from '#prisma/products';
import type { Product } from '#prisma/products';
import type { Deps } from '../deps.ts';

const SEARCH_LENGTH_MAX = 200;

/** Which products to list. */
export interface ProductFilter {
  /** A part of the name or of the SKU, in whatever case. */
  readonly search: string | undefined;
  /** Some available, or none. */
  readonly inStock: boolean | undefined;
}

/** The arguments of the list, as they come. */
export interface ProductListArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly search?: string | null | undefined;
  readonly inStock?: boolean | null | undefined;
}

/** A page of the products that can be ordered, newest first. */
export async function listProducts({ database }: Deps, args: ProductListArguments): Promise<Connection<Product>> {
  const page = pageOf('products', args);
  const search = parseInput(searchText(SEARCH_LENGTH_MAX), args.search, 'search');
  return connectionOf(
    page,
    await database.$queryRaw<Product[]>(productsQuery(page, { search, inStock: args.inStock ?? undefined })),
  );
}

/** Where a search looks, in the very words of the index products_search. */
const TEXT = Prisma.sql`lower(name || E'\x1f' || sku)`;

/** The index narrows the products down to those that hold all trigrams of the search; shorter searches have none and read along. */
const found = (search: string): Prisma.Sql => {
  const pattern = `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const candidates =
    search.length < 3 ? Prisma.empty : Prisma.sql`trigrams_of(${TEXT}) @> trigrams_of(lower(${search})) AND`;
  return Prisma.sql`${candidates} ${TEXT} LIKE lower(${pattern})`;
};

/** The query of a page. */
export function productsQuery({ before, take }: Page, { search, inStock }: ProductFilter): Prisma.Sql {
  const conditions = [
    Prisma.sql`status = 'ACTIVE'`,
    ...(before === undefined ? [] : [Prisma.sql`id < ${before}::uuid`]),
    ...(search === undefined ? [] : [found(search)]),
    ...(inStock === undefined ? [] : [Prisma.sql`(reserved < on_hand) = ${inStock}`]),
  ];
  return Prisma.sql`
    SELECT id, sku, name, description, price_minor AS "priceMinor", currency, status::text AS status,
      on_hand AS "onHand", reserved, version, created_at AS "createdAt", updated_at AS "updatedAt"
    FROM products WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY id DESC LIMIT ${take}`;
}
