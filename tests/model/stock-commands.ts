import { expect } from 'vitest';
import { archiveProduct, restoreProduct, updateProduct } from '../../subgraphs/products/use-cases/change-catalogue.ts';
import {
  adjustStock,
  releaseByHand,
  reserveByHand,
  setStock,
} from '../../subgraphs/products/use-cases/stock-by-hand.ts';
import type { Product } from '../../subgraphs/products/rows.ts';
import type { Shelf } from './commands.ts';
import { codeOf } from '../kit/world.ts';
import { at, foretoldByKey, inGraph, insist, noteKeyed } from './run.ts';
import type { Article, Run } from './run.ts';

type With<Verb> = Extract<Shelf, { readonly do: Verb }>;

/** A product before a command; expired reservations count as released. */
async function stockOf({ world }: Run, { id }: Article): Promise<Pick<Product, 'onHand' | 'reserved' | 'status'>> {
  const { products } = world.stored;
  const product = await products.product.findUniqueOrThrow({ where: { id } });
  const [overdue] = await products.$queryRaw<{ quantity: number }[]>`
    SELECT coalesce(sum(quantity), 0)::int AS quantity FROM reservations
    WHERE product_id = ${id}::uuid AND status = 'ACTIVE' AND expires_at <= statement_timestamp()`;
  return { ...product, reserved: product.reserved - (overdue?.quantity ?? 0) };
}

async function countStock(run: Run, { product, onHand }: With<'setStock'>): Promise<void> {
  const article = at(run.articles, product);
  const before = await stockOf(run, article);
  const outcome = await setStock(run.world.products, { sku: article.sku, onHand });
  if ('product' in outcome) expect(outcome.product.onHand).toBe(onHand);
  if (run.isOneByOne) expect(codeOf(outcome)).toBe(onHand < before.reserved ? 'INSUFFICIENT_STOCK' : 'OK');
}

async function changeStock(run: Run, command: With<'adjustStock'>): Promise<void> {
  const { product, delta, key } = command;
  const { id: productId, sku } = at(run.articles, product);
  const asked = { by: 'adjustStock', key, input: { sku, delta } };
  const { onHand, reserved } = await stockOf(run, at(run.articles, product));
  const foretold = foretoldByKey(run, asked) ?? (onHand + delta < reserved ? 'INSUFFICIENT_STOCK' : 'OK');

  const outcome = await insist(run, command, () =>
    adjustStock(run.world.products, run.admin, { sku, delta, idempotencyKey: key }),
  );

  const answer = 'product' in outcome ? `${outcome.product.id} ${delta}` : codeOf(outcome);
  if (run.isOneByOne) expect([codeOf(outcome), answer], `adjust by ${delta}`).toContain(foretold);
  noteKeyed(run, { ...asked, answer });
  if ('product' in outcome) run.adjusted.set(key ?? `change ${run.adjusted.size}`, { productId, delta });
}

async function setAside(run: Run, command: With<'reserve'>): Promise<void> {
  const { product, quantity, expires, key } = command;
  const { sku } = at(run.articles, product);
  const wanted = { sku, quantity, ...(expires && { expiresInSeconds: 600 }) };
  const asked = { by: 'reserveStock', key, input: wanted };
  const { onHand, reserved, status } = await stockOf(run, at(run.articles, product));
  const isScarce = quantity > onHand - reserved;
  const refusal = status === 'ARCHIVED' ? 'INVALID_STATE' : isScarce ? 'INSUFFICIENT_STOCK' : 'OK';
  const foretold = foretoldByKey(run, asked) ?? refusal;

  const outcome = await insist(run, command, () =>
    reserveByHand(run.world.products, run.admin, { ...wanted, idempotencyKey: key }),
  );

  const answer = 'reservation' in outcome ? outcome.reservation.id : codeOf(outcome);
  if (run.isOneByOne) expect([codeOf(outcome), answer], `reserve ${quantity}`).toContain(foretold);
  noteKeyed(run, { ...asked, answer });
}

async function letGo(run: Run, { do: verb, reservation: number }: With<'release' | 'runOut'>): Promise<void> {
  const { products } = run.world.stored;
  const reservations = await products.reservation.findMany({ orderBy: { id: 'asc' } });
  const byHand = reservations.filter(({ orderId }) => orderId === null);
  // Those of orders are tried as well: only their saga may close them.
  const from = verb === 'runOut' || number % 3 > 0 ? byHand : reservations;
  if (from.length === 0) return;
  const { id, orderId, status, expiresAt } = at(from, number % from.length);
  if (verb === 'runOut') {
    await products.$executeRaw`
      UPDATE reservations SET expires_at = now() - interval '1 second'
      WHERE id = ${id}::uuid AND status = 'ACTIVE' AND expires_at IS NOT NULL`;
    return;
  }
  const isOpen = status === 'ACTIVE' && (expiresAt === null || expiresAt > new Date());
  const foretold = orderId !== null ? 'INVALID_STATE' : isOpen ? 'OK' : 'RESERVATION_CLOSED';
  const outcome = await releaseByHand(run.world.products, id);
  if (run.isOneByOne) expect(codeOf(outcome), `release of a reservation that is ${status}`).toBe(foretold);
}

async function relist(run: Run, { do: verb, product }: With<'archive' | 'restore'>): Promise<void> {
  const { id } = at(run.articles, product);
  const outcome = await (verb === 'archive' ? archiveProduct : restoreProduct)(run.world.products, id);
  expect(codeOf(outcome)).toBe('OK');
}

async function reprice(run: Run, { product, priceMinor }: With<'price'>): Promise<void> {
  const { id, currency, prices } = at(run.articles, product);
  prices.push(BigInt(priceMinor));
  const price = inGraph(BigInt(priceMinor), currency);
  expect(codeOf(await updateProduct(run.world.products, { id, price }))).toBe('OK');
}

/** Executes a command of an administrator on catalogue or stock. */
export function changeShelf(run: Run, command: Shelf): Promise<void> {
  switch (command.do) {
    case 'setStock':
      return countStock(run, command);
    case 'adjustStock':
      return changeStock(run, command);
    case 'reserve':
      return setAside(run, command);
    case 'price':
      return reprice(run, command);
    case 'archive':
    case 'restore':
      return relist(run, command);
    case 'release':
    case 'runOut':
      return letGo(run, command);
    default:
      return command satisfies never;
  }
}
