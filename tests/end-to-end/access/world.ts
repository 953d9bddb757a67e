import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import {
  CancelOrderDocument,
  MarkNotificationReadDocument,
  ReserveStockDocument,
  SendNotificationDocument,
  ShipOrderDocument,
  UpdateProductDocument,
} from '../../../client/generated/graphql.ts';
import { newAdministrator, newCustomer, stockArticle } from '../../kit/shop.ts';
import type { Article } from '../../kit/shop.ts';
import { startSystem } from '../../kit/system.ts';
import type { TestSystem } from '../../kit/system.ts';
import { openPostOffice } from '../../kit/post-office.ts';
import type { PostOffice } from '../../kit/post-office.ts';
import type { CallerKind } from './access-table.ts';
import type { Root } from './graph.ts';
import type { Member } from '../../kit/visitor.ts';

/** A subject that the post office of this world does not take. */
const RETURNED = 'Return to sender';
const QUIET_LIMIT_MS = 60_000;

/** A running system in which a customer has one of everything, and in which nothing moves. */
export interface World {
  readonly system: TestSystem;
  readonly routerSecret: string;
  readonly office: PostOffice;
  readonly owner: Member;
  readonly other: Member;
  readonly admin: Member;
  readonly article: Article;
  readonly orders: Readonly<Record<'cancelled' | 'declined' | 'confirmed' | 'shipped', { id: string; number: string }>>;
  /** Made by hand, without an owner. */
  readonly reservationByHand: string;
  readonly possessions: Possessions;
  close(): Promise<void>;
}

/** Ids of what is the owner's, by type. */
export interface Possessions {
  readonly ids: ReadonlyMap<string, ReadonlySet<string>>;
  readonly orders: readonly string[];
  readonly notifications: readonly string[];
  /** What gives the owner away wherever it is read. */
  readonly marks: readonly string[];
}

export const personOf = ({ owner, other, admin }: World, caller: CallerKind): Member | undefined =>
  ({ anonymous: undefined, owner, 'other customer': other, admin })[caller];

/** Starts a system and gives a customer an order of each kind, a mail that came back, and so on, until each field has something to show. */
export async function openWorld(): Promise<World> {
  const office = await openPostOffice();
  office.onMail = ({ mail }) => (mail.subject === RETURNED ? { code: 550, words: 'No such mailbox' } : undefined);
  const routerSecret = randomBytes(32).toString('base64url');
  // Pages within pages, as far as there are ways: more expensive than the router allows.
  const starting = startSystem({ SMTP_URL: office.url, ROUTER_SECRET: routerSecret, QUERY_COST_MAX: '1000000000000' });
  const close = async (): Promise<void> => {
    await starting.then(
      (system) => system.remove(),
      () => undefined,
    );
    await office.close();
  };
  try {
    const system = await starting;
    const admin = await newAdministrator(system);
    const owner = await newCustomer(system);
    const other = await newCustomer(system);
    const article = await stockArticle(admin, '10.00', 1_000);
    await admin.ask(UpdateProductDocument, { input: { id: article.id, description: 'One of a kind' } });
    const byHand = { sku: article.sku, quantity: 1, expiresInSeconds: 3_600 };
    const { reserveStock } = await admin.ask(ReserveStockDocument, { input: byHand });
    const people = { system, admin, owner, other };
    const orders = await makeOrders(people, article);
    await makeNotifications(people);
    return {
      ...people,
      office,
      routerSecret,
      article,
      orders,
      reservationByHand: reserveStock?.reservation?.id ?? '',
      possessions: possessionsOf(people, await untilQuiet(people), [article.id, reserveStock?.reservation?.id ?? '']),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type People = Pick<World, 'system' | 'admin' | 'owner' | 'other'>;

async function makeOrders({ owner, other, admin }: People, { sku }: Article): Promise<World['orders']> {
  await owner.deposit('100.00');
  const order = async (by: Member, quantity: number): Promise<{ id: string; number: string }> => {
    const id = await by.placeOrder([{ sku, quantity }]);
    const { number } = await by.settled(id);
    return { id, number };
  };
  const orders = {
    cancelled: await order(owner, 1),
    declined: await order(owner, 50),
    confirmed: await order(owner, 1),
    shipped: await order(owner, 1),
  };
  await order(other, 1);
  await owner.ask(CancelOrderDocument, { id: orders.cancelled.id });
  await owner.settled(orders.cancelled.id);
  await admin.ask(ShipOrderDocument, { id: orders.shipped.id });
  return orders;
}

async function makeNotifications({ owner, admin }: People): Promise<void> {
  const input = { userId: owner.id, message: 'Come and see.' };
  await admin.ask(SendNotificationDocument, { input: { ...input, subject: RETURNED } });
  const { sendNotification } = await admin.ask(SendNotificationDocument, { input });
  await owner.ask(MarkNotificationReadDocument, { id: sendNotification?.notification?.id ?? '' });
}

/** All that the other services know of a user, as far as it has a name of its own. */
const EVERYTHING = (id: string): string => `{ user(id: "${id}") {
  id accounts { id operations(first: 100) { nodes { id } } }
  orders(first: 100) { nodes { id number status payment { id } reservations { id } } }
  notifications(first: 100) { nodes { id status } }
} }`;

const named = z.object({ id: z.string() });
const page = <Node extends z.ZodType>(node: Node) => z.object({ nodes: z.array(node) });
const everythingSchema = z.object({
  user: z.object({
    id: z.string(),
    accounts: z.array(named.extend({ operations: page(named) })),
    orders: page(named.extend({ number: z.string(), payment: named.nullable(), reservations: z.array(named) })),
    notifications: page(named.extend({ status: z.string() })),
  }),
});
type Everything = z.infer<typeof everythingSchema>['user'];

/** Welcome, what was written by hand twice, and what became of the orders: placed four times, declined, confirmed thrice, cancelled, shipped. */
const NOTIFICATIONS = 1 + 2 + 4 + 1 + 3 + 1 + 1;

/** Waits until the mail is sent or given up: then nothing changes any more, but by those who ask. */
async function untilQuiet({ admin, owner }: People): Promise<Everything> {
  for (const until = Date.now() + QUIET_LIMIT_MS; ; await delay(100)) {
    const { data } = await admin.send(EVERYTHING(owner.id));
    const { user } = everythingSchema.parse(data);
    const { nodes } = user.notifications;
    const isQuiet = nodes.length === NOTIFICATIONS && nodes.every(({ status }) => status !== 'QUEUED');
    if (isQuiet) return user;
    if (Date.now() > until) throw new Error(`This does not come to rest: ${JSON.stringify(user)}`);
  }
}

function possessionsOf({ owner }: People, known: Everything, open: readonly string[]): Possessions {
  const idsOf = (objects: readonly { id: string }[]): Set<string> => new Set(objects.map(({ id }) => id));
  const { accounts, orders, notifications } = known;
  const ids = new Map([
    ['User', idsOf([owner])],
    ['Account', idsOf(accounts)],
    ['Operation', idsOf(accounts.flatMap(({ operations }) => operations.nodes))],
    ['Order', idsOf(orders.nodes)],
    ['Payment', idsOf(orders.nodes.flatMap(({ payment }) => payment ?? []))],
    ['Reservation', idsOf(orders.nodes.flatMap(({ reservations }) => reservations))],
    ['Notification', idsOf(notifications.nodes)],
  ]);
  const marks = [...ids.values()].flatMap((each) => [...each]);
  const { email, username, firstName, lastName, phone } = owner;
  marks.push(
    email,
    username,
    firstName ?? '',
    lastName ?? '',
    phone ?? '',
    ...orders.nodes.map(({ number }) => number),
  );
  const [article = '', byHand = ''] = open;
  ids
    .set('Product', new Set([article]))
    .get('Reservation')
    ?.add(byHand);
  return {
    ids,
    marks,
    orders: orders.nodes.map(({ id }) => id),
    notifications: notifications.nodes.filter(({ status }) => status === 'SENT').map(({ id }) => id),
  };
}

/** How each field of Query is asked for what is the owner's. */
export const rootsOf = (world: World): Record<string, Root[]> => {
  const { owner, orders, article } = world;
  const given = (args: Record<string, string | number>): string =>
    `(${Object.entries(args)
      .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
      .join(', ')})`;
  const [reservation = ''] = world.possessions.ids.get('Reservation') ?? [];
  const byName = { isNamed: true };
  const met = { isNamed: false };
  return {
    me: [{ label: 'me', args: '', ...met }],
    user: [{ label: 'user(id)', args: given({ id: owner.id }), ...byName }],
    users: [{ label: 'users', args: given({ first: 100, search: owner.username }), ...met }],
    product: [
      { label: 'product(id)', args: given({ id: article.id }), ...byName },
      { label: 'product(sku)', args: given({ sku: article.sku }), ...byName },
    ],
    products: [{ label: 'products', args: given({ first: 100, search: article.sku }), ...met }],
    reservation: [
      { label: 'reservation(id)', args: given({ id: reservation }), ...met },
      { label: 'reservation(id) of one by hand', args: given({ id: world.reservationByHand }), ...met },
    ],
    order: [
      { label: 'order(id)', args: given({ id: orders.cancelled.id }), ...byName },
      { label: 'order(number)', args: given({ number: orders.declined.number }), ...byName },
      { label: 'order(id) of a confirmed one', args: given({ id: orders.confirmed.id }), ...byName },
    ],
    orders: [{ label: 'orders', args: given({ first: 100 }), ...met }],
    orderStatistics: [
      {
        label: 'orderStatistics',
        args: given({ from: '2026-01-01T00:00:00.000Z', to: '2026-01-02T00:00:00.000Z' }),
        ...met,
      },
    ],
  };
};
