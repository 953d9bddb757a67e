import type { Product } from '../client/index.ts';
import { createKept } from './kept.ts';

/** What somebody wants, with the product as they saw it. */
export interface BasketLine {
  readonly product: Pick<Product, 'id' | 'sku' | 'name' | 'price'>;
  readonly quantity: number;
}

/** The basket of this browser, which everybody at it shares and which needs no sign-in. */
export const basket = createKept('basket', (value): value is readonly BasketLine[] => Array.isArray(value));

/** Puts so many pieces of a product into the basket, in place of what is there; none takes it out. */
export function setQuantity({ id, sku, name, price }: BasketLine['product'], quantity: number): void {
  const line = { product: { id, sku, name, price }, quantity };
  const lines = basket.read() ?? [];
  const isThere = lines.some(({ product }) => product.id === id);
  const next = isThere ? lines.map((each) => (each.product.id === id ? line : each)) : [...lines, line];
  const wanted = next.filter((each) => each.quantity > 0);
  basket.write(wanted.length === 0 ? undefined : wanted);
}
