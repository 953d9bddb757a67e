import { folded } from '#platform/folding.ts';

/** The largest quantity that GraphQL's Int and the database's integer can hold. */
export const QUANTITY_MAX = 2_147_483_647;

/** How many pieces of a product there are, and how many of them are set aside. */
export type Stock = Readonly<{ onHand: number; reserved: number }>;

/** How many pieces can be ordered. */
export const availableOf = ({ onHand, reserved }: Stock): number => onHand - reserved;

/** The available stock of a product, as a text for customers. */
export const scarcityOf = (product: Stock & { readonly name: string }): string => {
  const available = availableOf(product);
  if (available === 0) return `“${product.name}” is out of stock.`;
  return `Only ${available} of “${product.name}” ${available === 1 ? 'is' : 'are'} left.`;
};

/** By how much a movement changes what is on hand and what is reserved. */
export type StockDeltas = Readonly<{ onHandDelta: number; reservedDelta: number }>;

/** What can happen to the pieces of a reservation. */
export type ReservationMovement = 'RESERVE' | 'RELEASE' | 'EXPIRE' | 'COMMIT' | 'RETURN';

/** What it does to the stock: a reservation sets aside, a sale removes it, a return adds it again. */
export function deltasOf(kind: ReservationMovement, quantity: number): StockDeltas {
  switch (kind) {
    case 'RESERVE':
      return { onHandDelta: 0, reservedDelta: quantity };
    case 'RELEASE':
    case 'EXPIRE':
      return { onHandDelta: 0, reservedDelta: -quantity };
    case 'COMMIT':
      return { onHandDelta: -quantity, reservedDelta: -quantity };
    case 'RETURN':
      return { onHandDelta: quantity, reservedDelta: 0 };
    default:
      return kind satisfies never;
  }
}

/** Returns a product with its stock as a movement leaves it. */
export const withDeltas = <Product extends Stock>(product: Product, { onHandDelta, reservedDelta }: StockDeltas) => ({
  ...product,
  onHand: product.onHand + onHandDelta,
  reserved: product.reserved + reservedDelta,
});

/** The names of a product. `skuFolded` is null where the SKU of an older product differs by case alone, from before that was refused. */
export type Called = Readonly<{ sku: string; skuFolded: string | null }>;

/** Returns the product of a SKU in any case. Of two that differ by case alone: the exact match, else the older. */
export function productCalled<Product extends Called>(products: readonly Product[], sku: string): Product | undefined {
  const wanted = folded(sku);
  return products.find((each) => each.sku === sku) ?? products.find(({ skuFolded }) => skuFolded === wanted);
}
