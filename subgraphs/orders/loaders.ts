import DataLoader from 'dataloader';
import { id } from '#platform/input.ts';
import { pageOf } from '#platform/paging.ts';
import type { Connection } from '#platform/paging.ts';
import type { Caller } from '#platform/token.ts';
import type { OrderEventParent, OrderLineParent, OrderParent, UserParent } from './mappers.ts';
import type { Deps } from './deps.ts';
import type { OrderListArgs } from './use-cases/list-orders.ts';
import { loadLines, loadOrders, loadOrdersOfCustomers, loadTimelines } from './use-cases/load-orders.ts';

/** What is loaded in batches within one request: one statement each, however many orders are shown. */
export interface Loaders {
  /** An order that the caller may see; null for another's, for none, and for what is no id. */
  order(id: string): Promise<OrderParent | null>;
  lines(order: OrderParent): Promise<OrderLineParent[]>;
  timeline(order: OrderParent): Promise<OrderEventParent[]>;
  /** A page of a customer's orders. Throws BAD_USER_INPUT for `first` and `after`. */
  ordersOf(customer: UserParent, args: OrderListArgs): Promise<Connection<OrderParent>>;
}

/** Makes the loaders of one request. */
export function createLoaders(deps: Deps, caller: Caller | null): Loaders {
  const orders = new DataLoader<string, OrderParent | null>((ids) => loadOrders(deps, caller, ids));
  const lines = new DataLoader<string, Awaited<ReturnType<typeof loadLines>>[number]>((ids) => loadLines(deps, ids));
  const timelines = new DataLoader<string, OrderEventParent[]>((ids) => loadTimelines(deps, ids));
  // The same field may stand in a query several times with other arguments: each set of arguments is a batch of its own.
  const pages = new Map<string, DataLoader<string, Connection<OrderParent>>>();
  const pageLoader = ({ first, after, status }: OrderListArgs): DataLoader<string, Connection<OrderParent>> => {
    const key = JSON.stringify([first, after, status]);
    const known = pages.get(key);
    if (known !== undefined) return known;
    const page = pageOf('userOrders', { first, after });
    const loader = new DataLoader<string, Connection<OrderParent>>((ids) =>
      loadOrdersOfCustomers(deps, ids, { page, statuses: status ?? [] }),
    );
    pages.set(key, loader);
    return loader;
  };
  return {
    order: async (reference) => {
      const parsed = id.safeParse(reference);
      return parsed.success ? orders.load(parsed.data) : null;
    },
    lines: async (order) => (await lines.load(order.id)).map((line) => ({ ...line, currency: order.currency })),
    timeline: (order) => timelines.load(order.id),
    ordersOf: async (customer, args) => pageLoader(args).load(customer.id),
  };
}
