import type { Product } from '../client/index.ts';
import { createKept } from './kept.ts';

/** A line of the basket, with the product as it was when it was put in. */
export interface BasketLine {
  readonly product: Pick<Product, 'id' | 'sku' | 'name' | 'price'>;
  readonly quantity: number;
}

/** The basket of this browser. It needs no sign-in. */
export const basket = createKept('basket', (value): value is readonly BasketLine[] => Array.isArray(value));

/** Sets how many pieces of a product are in the basket; 0 removes it. */
export function setQuantity({ id, sku, name, price }: BasketLine['product'], quantity: number): void {
  const line = { product: { id, sku, name, price }, quantity };
  const lines = basket.read() ?? [];
  const isThere = lines.some(({ product }) => product.id === id);
  const next = isThere ? lines.map((each) => (each.product.id === id ? line : each)) : [...lines, line];
  const wanted = next.filter((each) => each.quantity > 0);
  basket.write(wanted.length === 0 ? undefined : wanted);
}
