import { folded } from '#platform/folding.ts';

/** A product as it is called. `skuFolded` is null where the SKU of an older product differs by case alone, from before that was refused. */
export interface Called {
  readonly sku: string;
  readonly skuFolded: string | null;
}

/** Returns the product that a SKU means, whatever its case. Of two that differ by case alone: the one that is written so, else the older. */
export function productCalled<Product extends Called>(products: readonly Product[], sku: string): Product | undefined {
  const wanted = folded(sku);
  return products.find((each) => each.sku === sku) ?? products.find(({ skuFolded }) => skuFolded === wanted);
}
