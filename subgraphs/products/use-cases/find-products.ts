import { id as idSchema } from '#platform/input.ts';
import type { Product } from '#prisma/products';
import type { Deps } from '../deps.ts';

/** The products with these ids, archived or not, each in its id's place; null where there is none, or where it is no id at all. */
export async function findProducts({ database }: Deps, ids: readonly string[]): Promise<(Product | null)[]> {
  const parsed = ids.map((id) => idSchema.safeParse(id).data);
  const products = await database.product.findMany({
    where: { id: { in: [...new Set(parsed.flatMap((id) => id ?? []))] } },
  });
  const byId = new Map(products.map((product) => [product.id, product]));
  return parsed.map((id) => (id === undefined ? null : (byId.get(id) ?? null)));
}
