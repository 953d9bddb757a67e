import type { Subscription } from '#platform/inbox.ts';
import { settings as accountsSettings } from '../../subgraphs/accounts/main.ts';
import { createCarrier } from '../kit/carrier.ts';
import { mortal } from '../kit/crash.ts';
import { accounts, orders, products } from '../kit/service-definitions.ts';
import { consume, openWorld } from '../kit/world.ts';

/** Replacements of message handlers, for controls. */
export type Sabotage = Partial<Record<'accounts' | 'products', (subscription: Subscription) => Subscription>>;

/** The three services that money and stock depend on, each on a database of its own, and their queue. */
export type World = Awaited<ReturnType<typeof createWorld>>;

export async function createWorld(sabotage: Sabotage = {}) {
  const worlds = {
    // Limits so low that some orders are above them.
    accounts: await openWorld(
      accounts,
      { paymentLimits: accountsSettings.shape.PAYMENT_LIMIT.parse('1,USD=2,JPY=120') },
      mortal,
    ),
    products: await openWorld(products, {}, mortal),
    orders: await openWorld(orders, {}, mortal),
  };
  const each = Object.values(worlds);
  const carrier = createCarrier(new Map(Object.entries(worlds).map(([name, { database }]) => [name, database])));
  consume(accounts, worlds.accounts.deps, carrier.queue, sabotage.accounts);
  consume(products, worlds.products.deps, carrier.queue, sabotage.products);
  consume(orders, worlds.orders.deps, carrier.queue);
  return {
    accounts: worlds.accounts.deps,
    products: worlds.products.deps,
    orders: worlds.orders.deps,
    /** Reads the databases directly. */
    stored: { accounts: worlds.accounts.prisma, products: worlds.products.prisma, orders: worlds.orders.prisma },
    carrier,
    /** Restores the initial state. */
    empty: async (): Promise<void> => {
      carrier.empty();
      await Promise.all(each.map((world) => world.empty()));
    },
    close: async (): Promise<void> => {
      await Promise.all(each.map((world) => world.close()));
    },
  };
}
