import { NIL } from 'uuid';
import type { Log } from '#platform/log.ts';
import type { Deps } from '../deps.ts';
import { findUnfolded, writeSearchTexts } from '../rows.ts';

/** How many products are read at once. */
const BATCH_MAX = 500;

/**
 * Folds what products are searched by where a version before has written them, and reports active products whose SKU is that of an older one in
 * another case: both stay, and are found by the SKU as it is written. Returns how many are reported.
 */
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
