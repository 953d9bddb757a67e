import { randomUUID } from 'node:crypto';
import { OrderDocument, PlaceOrderDocument } from '../client/generated/graphql.ts';
import { customersWith, stockArticle } from '../tests/kit/shop.ts';
import type { Article } from '../tests/kit/shop.ts';
import type { TestSystem } from '../tests/kit/system.ts';
import type { Visitor } from '../tests/kit/visitor.ts';
import { drive, percentile } from './load.ts';

/** One line of the table: one engine at one concurrency. */
export interface Row {
  readonly engine: string;
  readonly concurrency: number;
  readonly placedPerSecond: number;
  readonly placeP50Ms: number;
  readonly placeP99Ms: number;
  readonly confirmedPerSecond: number;
  readonly toConfirmedP50Ms: number;
  readonly toConfirmedP99Ms: number;
  readonly pagesPerSecond: number;
  readonly pageP50Ms: number;
  readonly pageP99Ms: number;
}

/** What orders are made of in a measurement. */
export interface Shop {
  readonly articles: readonly Article[];
  readonly customers: readonly Visitor[];
}

const ARTICLES = 20;
const PIECES = 1_000_000;

/** A catalogue with more stock and customers with more money than a measurement uses. */
export async function prepareShop(system: TestSystem, customerCount: number): Promise<Shop> {
  const admin = await system.visitor().login(system.admin);
  const articles: Article[] = [];
  while (articles.length < ARTICLES) articles.push(await stockArticle(admin, '1.00', PIECES));
  return { articles, customers: await customersWith(system, customerCount, '1000000.00') };
}

const pick = <Item>(items: readonly Item[], index: number): Item => {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('There is nothing to pick from');
  return item;
};

/** Places orders for a time, waits until all are confirmed, then asks for their pages for a time. */
export async function measureOrders(
  { articles, customers }: Shop,
  concurrency: number,
  timeMs: number,
): Promise<Omit<Row, 'engine'>> {
  const placed: { customer: Visitor; id: string }[] = [];
  const begun = performance.now();
  const placing = await drive(concurrency, timeMs, async (caller) => {
    const customer = pick(customers, caller);
    const { placeOrder } = await customer.ask(PlaceOrderDocument, {
      input: { lines: [{ productId: pick(articles, placed.length).id, quantity: 1 }], idempotencyKey: randomUUID() },
    });
    if (!placeOrder?.order) throw new Error(`Not placed: ${JSON.stringify(placeOrder)}`);
    placed.push({ customer, id: placeOrder.order.id });
  });

  const toConfirmedMs: number[] = [];
  let lastConfirmedAt = 0;
  for (const { customer, id } of placed.toReversed()) {
    const { status, timeline } = await customer.settled(id);
    const at = (wanted: string): number => Date.parse(timeline.find((event) => event.status === wanted)?.at ?? '');
    if (status !== 'CONFIRMED') throw new Error(`An order ended ${status}`);
    toConfirmedMs.push(at('CONFIRMED') - at('PENDING'));
    lastConfirmedAt = Math.max(lastConfirmedAt, at('CONFIRMED'));
  }
  const confirmingMs = lastConfirmedAt - (performance.timeOrigin + begun);

  let turn = 0;
  const paging = await drive(concurrency, timeMs, async () => {
    const { customer, id } = pick(placed, (turn += 7));
    await customer.ask(OrderDocument, { id });
  });
  return {
    concurrency,
    placedPerSecond: placing.perSecond,
    placeP50Ms: placing.p50Ms,
    placeP99Ms: placing.p99Ms,
    confirmedPerSecond: (placed.length * 1_000) / confirmingMs,
    toConfirmedP50Ms: percentile(toConfirmedMs, 0.5),
    toConfirmedP99Ms: percentile(toConfirmedMs, 0.99),
    pagesPerSecond: paging.perSecond,
    pageP50Ms: paging.p50Ms,
    pageP99Ms: paging.p99Ms,
  };
}
