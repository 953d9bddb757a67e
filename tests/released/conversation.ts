import { unseal } from '#platform/sealed.ts';
import type { Envelope } from '#platform/message.ts';
import { deposit } from '../../subgraphs/accounts/use-cases/move-money.ts';
import { sweepOrders } from '../../subgraphs/orders/sweeper.ts';
import { cancelOrder, deliverOrder, shipOrder } from '../../subgraphs/orders/use-cases/advance-orders.ts';
import { createProduct } from '../../subgraphs/products/use-cases/change-catalogue.ts';
import { deactivateUser, reactivateUser } from '../../subgraphs/users/use-cases/administer-users.ts';
import { requestPasswordReset } from '../../subgraphs/users/use-cases/passwords.ts';
import { updateProfile } from '../../subgraphs/users/use-cases/profile.ts';
import { register } from '../../subgraphs/users/use-cases/register.ts';
import { requestEmailVerification, verifyEmail } from '../../subgraphs/users/use-cases/verify-email.ts';
import { createCarrier } from '../kit/carrier.ts';
import type { Carrier } from '../kit/carrier.ts';
import * as services from '../kit/service-definitions.ts';
import { callerOf, consume, openWorld, resultOf } from '../kit/world.ts';

/** The five services, each on a database of its own, and what carries their messages, one at a time. */
async function openServices() {
  const worlds = {
    users: await openWorld(services.users),
    accounts: await openWorld(services.accounts),
    products: await openWorld(services.products),
    orders: await openWorld(services.orders),
    notifications: await openWorld(services.notifications),
  };
  const carrier = createCarrier(new Map(Object.entries(worlds).map(([name, { database }]) => [name, database])));
  consume(services.users, worlds.users.deps, carrier.queue);
  consume(services.accounts, worlds.accounts.deps, carrier.queue);
  consume(services.products, worlds.products.deps, carrier.queue);
  consume(services.orders, worlds.orders.deps, carrier.queue);
  consume(services.notifications, worlds.notifications.deps, carrier.queue);
  return { worlds, carrier };
}

/** What a conversation came to. */
export interface Conversation {
  /** The statuses of the orders, in the order in which they were placed. */
  readonly orders: readonly string[];
  readonly balance: string;
  readonly notices: readonly string[];
  readonly sent: Carrier['sent'];
}

/**
 * Lets the services send each message that there is: a customer's account, and orders that are delivered, refunded, rejected, declined,
 * cancelled with money held, and expired. `through` may change each message before it is delivered.
 */
export async function converse(through: (envelope: Envelope) => Envelope): Promise<Conversation> {
  const { worlds, carrier } = await openServices();
  /** Delivers messages until one of that name is the next. */
  const carry = async (until?: string): Promise<void> => {
    for (const name of Object.keys(worlds)) await carrier.collect(name);
    while (carrier.waiting.length > 0 && carrier.waiting[0]?.envelope.name !== until) {
      const parcel = carrier.pick(0);
      if (parcel === undefined) return;
      await carrier.deliver([{ ...parcel, envelope: through(parcel.envelope) }]);
    }
  };
  try {
    const { users, accounts, products, orders, notifications } = worlds;
    const person = { email: 'ada@example.com', username: 'ada', password: 'a passphrase of Ada', firstName: 'Ada' };
    const { user } = resultOf(await register(users.deps, person));
    const caller = callerOf('CUSTOMER', user.id);
    await carry();
    await updateProfile(users.deps, caller, { locale: 'RU' });
    await requestPasswordReset(users.deps, person.email);
    await requestEmailVerification(users.deps, caller);
    await carry();
    const mail = await notifications.prisma.notification.findFirstOrThrow({ where: { type: 'EMAIL_VERIFICATION' } });
    resultOf(await verifyEmail(users.deps, await unseal(users.deps.keyEncryptionKey, mail.sealedToken ?? '')));
    const second = { email: 'root@example.com', username: 'root', password: 'a passphrase of Root' };
    const admin = callerOf('ADMIN', resultOf(await register(users.deps, second)).user.id);
    await users.prisma.user.update({ where: { id: admin.id }, data: { role: 'ADMIN' } });
    resultOf(await deactivateUser(users.deps, admin, user.id));
    resultOf(await reactivateUser(users.deps, admin, user.id));
    await carry();

    const price = { amount: '10.00', currency: 'USD' };
    const { product } = resultOf(await createProduct(products.deps, { sku: 'MUG', name: 'Mug', price, onHand: 20 }));
    resultOf(await deposit(accounts.deps, caller, { amount: { amount: '100.00', currency: 'USD' } }));
    const place = async (quantity: number, isById = true): Promise<string> => {
      const line = isById ? { productId: product.id, quantity } : { sku: product.sku, quantity };
      return resultOf(await orders.deps.placeOrder(caller, { lines: [line], expectedTotal: undefined })).order.id;
    };
    const placed = async (quantity: number, isById = true): Promise<string> => {
      const id = await place(quantity, isById);
      await carry();
      return id;
    };
    const delivered = await placed(1);
    resultOf(await shipOrder(orders.deps, delivered));
    resultOf(await deliverOrder(orders.deps, delivered));
    const refunded = await placed(2, false);
    resultOf(await cancelOrder(orders.deps, caller, refunded));
    await carry();
    await placed(21); // More than there are.
    await placed(12); // More than the customer has.
    const cancelled = await place(3);
    await carry('PaymentAuthorized');
    resultOf(await cancelOrder(orders.deps, caller, cancelled));
    await carry();
    const expired = await place(1);
    await orders.prisma.$executeRaw`UPDATE orders SET deadline_at = now() WHERE id = ${expired}::uuid`;
    await sweepOrders(orders.deps);
    await carry();

    const account = await accounts.prisma.account.findFirst({ where: { ownerId: user.id, currency: 'USD' } });
    const all = await orders.prisma.order.findMany({ orderBy: { id: 'asc' } });
    const told = await notifications.prisma.notification.findMany({ orderBy: { id: 'asc' } });
    return {
      orders: all.map(({ status }) => status),
      balance: `${account?.balanceMinor} ${account?.heldMinor}`,
      notices: told.map(({ type }) => type).toSorted((a, b) => (a < b ? -1 : 1)),
      sent: carrier.sent,
    };
  } finally {
    for (const world of Object.values(worlds)) await world.close();
  }
}
