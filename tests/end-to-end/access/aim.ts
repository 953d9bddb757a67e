import { setTimeout as delay } from 'node:timers/promises';
import {
  NotificationsDocument,
  RequestEmailVerificationDocument,
  RequestPasswordResetDocument,
  ReserveStockDocument,
  ShipOrderDocument,
} from '../../../client/generated/graphql.ts';
import { stockArticle } from '../../kit/shop.ts';
import type { Article } from '../../kit/shop.ts';
import { newCustomer } from './people.ts';
import type { Person } from './people.ts';
import type { World } from './world.ts';

/** What a mutation is aimed at: a customer, what is theirs, and what is in the shop. */
export interface Aim {
  readonly owner: Person;
  /** Who asks; undefined for an anonymous caller. */
  readonly caller: Person | undefined;
  order(status: 'CONFIRMED' | 'SHIPPED'): Promise<string>;
  /** A notification of the owner's that was sent. */
  notification(): Promise<string>;
  reservationByHand(): Promise<string>;
  article(): Promise<Article>;
  resetToken(): Promise<string>;
  verificationToken(): Promise<string>;
}

const refuseToken = () => Promise.reject(new Error('What a token proves is not refused to anybody'));

/** Aims at what is there already and at rest, so that any change can be seen: for what is to be refused. */
export const aimAtRest = (world: World, caller: Person | undefined): Aim => ({
  owner: world.owner,
  caller,
  order: async (status) => world.orders[status === 'SHIPPED' ? 'shipped' : 'confirmed'].id,
  notification: async () => world.possessions.notifications[0] ?? '',
  reservationByHand: async () => world.reservationByHand,
  article: async () => world.article,
  resetToken: refuseToken,
  verificationToken: refuseToken,
});

/** Aims at what is made for it: for what is to be done. `isOwner` says that the customer themselves asks. */
export async function aimAtNew(world: World, caller: Person | 'owner' | undefined): Promise<Aim> {
  const { system, admin, office } = world;
  const owner = await newCustomer(system);
  const mailWithToken = () => office.received.find(({ to, mail }) => to.includes(owner.email) && tokenIn(mail.text));
  const mailedToken = () => eventually(async () => tokenIn(mailWithToken()?.mail.text));
  const article = (): Promise<Article> => stockArticle(admin.visitor, '10.00', 10);
  return {
    owner,
    caller: caller === 'owner' ? owner : caller,
    article,
    order: async (status) => {
      await owner.visitor.deposit('10.00');
      const { id: productId } = await article();
      const id = await owner.visitor.placeOrder([{ productId, quantity: 1 }]);
      await owner.visitor.settled(id);
      if (status === 'SHIPPED') await admin.visitor.ask(ShipOrderDocument, { id });
      return id;
    },
    notification: () =>
      eventually(async () => {
        const { me } = await owner.visitor.ask(NotificationsDocument, {});
        return me?.notifications?.nodes.find(({ status }) => status === 'SENT')?.id;
      }),
    reservationByHand: async () => {
      const { sku } = await article();
      const { reserveStock } = await admin.visitor.ask(ReserveStockDocument, { input: { sku, quantity: 1 } });
      return reserveStock?.reservation?.id ?? '';
    },
    resetToken: async () => {
      await owner.visitor.ask(RequestPasswordResetDocument, { email: owner.email });
      return mailedToken();
    },
    verificationToken: async () => {
      await owner.visitor.ask(RequestEmailVerificationDocument, {});
      return mailedToken();
    },
  };
}

/** The longest word that stands alone on a line. */
const tokenIn = (text = ''): string | undefined => /^[\w-]{30,}$/m.exec(text)?.[0];

const EVENTUALLY_MS = 30_000;

async function eventually<Value>(look: () => Promise<Value | undefined>): Promise<Value> {
  for (const until = Date.now() + EVENTUALLY_MS; ; await delay(50)) {
    const value = await look();
    if (value !== undefined) return value;
    if (Date.now() > until) throw new Error('What was waited for did not come');
  }
}
