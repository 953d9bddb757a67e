import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import * as graph from '../../../client/generated/graphql.ts';
import type { Caller, Person } from './people.ts';
import { randomOf } from './random.ts';
import type { Random } from './random.ts';
import { AT_FIRST, SHELF, openShop } from './shop.ts';
import type { Shop, Sku } from './shop.ts';

type PlaceInput = graph.PlaceOrderInput & { idempotencyKey: string };

/** What clients know: each of it must be true in the end. */
export interface Known {
  /** Orders by id, with every status that was seen, in that order. */
  readonly seen: Map<string, string[]>;
  /** Answers to commands with a key: the id of the result, or a code. */
  readonly keyed: { readonly slot: string; readonly input: string; readonly answer: string }[];
  /** Money that has moved, by the id of the operation. */
  readonly moved: Map<string, { readonly customer: string; readonly currency: string; readonly minor: bigint }>;
  /** Pieces that were put on the shelf or taken from it, by key. */
  readonly adjusted: Map<string, { readonly sku: Sku; readonly delta: number }>;
  /** Calls that came to no answer, and what else went wrong. */
  readonly faults: string[];
}

/** Orders, cancels, repeats, deposits and changes of the catalogue at a steady rate. */
export interface Load {
  readonly known: Known;
  readonly shop: Shop;
  begin(): void;
  /** Begins nothing new; resolves when all that was begun is answered and every order settled, or the caller's limit has passed. */
  end(): Promise<void>;
}

interface Context {
  readonly caller: Caller;
  readonly shop: Shop;
  readonly known: Known;
  readonly random: Random;
  /** Whether something that follows may still begin. */
  readonly isOpen: () => boolean;
  readonly placed: { readonly person: Person; readonly input: PlaceInput }[];
}

const POLL_MS = 400;
const wordOf = (payload: { userErrors: readonly { code: string }[] } | null | undefined): string | undefined =>
  payload?.userErrors[0]?.code;

async function placeOnce({ caller, known }: Context, person: Person, input: PlaceInput): Promise<string> {
  const { placeOrder } = await caller.insist(person, graph.PlaceOrderDocument, { input });
  const answer = placeOrder?.order?.id ?? wordOf(placeOrder) ?? 'nothing';
  if (placeOrder?.order == null && answer !== 'IDEMPOTENCY_CONFLICT')
    known.faults.push(`placeOrder was answered ${JSON.stringify(placeOrder)}`);
  const { idempotencyKey, ...rest } = input;
  known.keyed.push({ slot: `${person.id} placeOrder ${idempotencyKey}`, input: JSON.stringify(rest), answer });
  return answer;
}

/** Places an order, sometimes by several calls at once with one key, and watches it until it is settled. */
async function place(context: Context, person: Person, wanted: Omit<graph.PlaceOrderInput, 'idempotencyKey'>) {
  const input = { ...wanted, idempotencyKey: randomUUID() };
  const times = context.random.chance(0.3) ? context.random.whole(2, 5) : 1;
  const [id = ''] = await Promise.all(Array.from({ length: times }, () => placeOnce(context, person, input)));
  context.known.seen.set(id, context.known.seen.get(id) ?? []);
  context.placed.push({ person, input }); // Only now: until it is answered, the key could still be taken by another input.
  return id;
}

/** Polls as a page does; what it sees must be the order's history. Returns the status that it settles at. */
async function watch({ caller, known, shop }: Context, id: string): Promise<string> {
  const seen = known.seen.get(id) ?? [];
  known.seen.set(id, seen);
  for (;;) {
    const { order } = await caller.insist(shop.admin, graph.OrderStatusDocument, { id });
    if (order == null) throw new Error(`order ${id} is not there`);
    if (order.status !== seen.at(-1)) seen.push(order.status);
    if (order.pollAfterMs == null) return order.status;
    await delay(POLL_MS);
  }
}

const line = (sku: Sku | 'NO-SUCH-SKU', quantity = 1) => ({ sku, quantity });
const usd = (amount: string) => ({ amount, currency: 'USD' });

async function orderAndFollow(context: Context, person: Person, input: Omit<graph.PlaceOrderInput, 'idempotencyKey'>) {
  const { caller, random, shop } = context;
  const cancelsAfterMs = random.chance(0.2) ? random.between(0, 300) : undefined;
  const later = random.whole(0, 10);
  const id = await place(context, person, input);
  if (cancelsAfterMs !== undefined) {
    await delay(cancelsAfterMs);
    await caller.insist(person, graph.CancelOrderDocument, { id });
  }
  const status = await watch(context, id);
  if (status !== 'CONFIRMED' || !context.isOpen() || later > 3) return;
  if (later < 2) await caller.insist(person, graph.CancelOrderDocument, { id });
  else await caller.insist(shop.admin, graph.ShipOrderDocument, { id });
  if (later === 3) await caller.insist(shop.admin, graph.DeliverOrderDocument, { id });
  await watch(context, id);
}

/** Shuts a customer out and lets them in again, while orders of theirs are under way. */
export async function turnStanding(
  { caller, shop }: Pick<Context, 'caller' | 'shop'>,
  person: Person,
  pauseMs: number,
) {
  await caller.insist(shop.admin, graph.DeactivateUserDocument, { userId: person.id });
  await delay(pauseMs);
  await caller.insist(shop.admin, graph.ReactivateUserDocument, { userId: person.id });
}

async function moveMoney({ caller, known, random }: Context, person: Person): Promise<void> {
  const isDeposit = random.chance(0.7);
  const currency = random.chance(0.8) ? 'USD' : 'EUR';
  const minor = BigInt(random.whole(100, 2_000));
  const amount = `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`;
  const input = { amount: { amount, currency }, idempotencyKey: randomUUID() };
  const call = async (): Promise<void> => {
    const payload = isDeposit
      ? (await caller.insist(person, graph.DepositDocument, { input })).deposit
      : (await caller.insist(person, graph.WithdrawDocument, { input })).withdraw;
    const id = payload?.operation?.id;
    const answer = id ?? wordOf(payload) ?? 'nothing';
    known.keyed.push({ slot: `${person.id} money ${input.idempotencyKey}`, input: amount, answer });
    if (id !== undefined) known.moved.set(id, { customer: person.id, currency, minor: isDeposit ? minor : -minor });
  };
  await Promise.all(Array.from({ length: random.chance(0.3) ? 3 : 1 }, call));
}

async function changeStock({ caller, known, random, shop }: Context): Promise<void> {
  const [sku, delta, idempotencyKey] = [random.pick([SHELF.scarce, SHELF.plenty]), random.whole(-3, 6), randomUUID()];
  if (delta === 0) return;
  const input = { sku, delta, idempotencyKey };
  const { adjustStock } = await caller.insist(shop.admin, graph.AdjustStockDocument, { input });
  if (wordOf(adjustStock) === undefined) known.adjusted.set(idempotencyKey, { sku, delta });
}

/** What may happen, and how often; the order of draws is the seed's. */
const DEEDS: readonly (readonly [number, (context: Context) => Promise<unknown>])[] = [
  [20, (c) => orderAndFollow(c, c.random.pick(c.shop.rich), { lines: [line(SHELF.plenty), line(SHELF.second, 2)] })],
  [8, (c) => orderAndFollow(c, c.random.pick(c.shop.rich), { lines: [line(SHELF.euro)] })],
  [6, (c) => orderAndFollow(c, c.random.pick(c.shop.rich), { lines: [line(SHELF.scarce, c.random.whole(1, 4))] })],
  [6, (c) => orderAndFollow(c, c.random.pick(c.shop.rich), { lines: [line(SHELF.counted)] })],
  [3, (c) => orderAndFollow(c, c.random.pick(c.shop.rich), { lines: [line('NO-SUCH-SKU')] })],
  [3, (c) => orderAndFollow(c, c.random.pick(c.shop.rich), { lines: [line(SHELF.dear)] })],
  [
    3,
    (c) => orderAndFollow(c, c.random.pick(c.shop.rich), { lines: [line(SHELF.plenty)], expectedTotal: usd('9.99') }),
  ],
  [
    6,
    (c) => orderAndFollow(c, c.random.pick(c.shop.rich), { lines: [line(SHELF.moving)], expectedTotal: usd('5.00') }),
  ],
  [
    6, // Three at once, of which the money is enough for one or two.
    async (c) => {
      const poor = c.random.pick(c.shop.poor);
      await Promise.all([1, 2, 3].map(() => orderAndFollow(c, poor, { lines: [line(SHELF.plenty)] })));
    },
  ],
  [
    6,
    async (c) => {
      const earlier = c.random.pick(c.placed);
      const isSame = c.random.chance(0.8);
      const lines = isSame ? earlier.input.lines : [line(SHELF.plenty, 77)];
      await placeOnce(c, earlier.person, { ...earlier.input, lines });
    },
  ],
  [12, (c) => moveMoney(c, c.random.pick([...c.shop.rich, ...c.shop.poor]))],
  [5, changeStock],
  [
    3,
    (c) => {
      const id = c.shop.idOf(SHELF.moving);
      const price = usd(c.random.pick(['5.00', '5.50']));
      return c.caller.insist(c.shop.admin, graph.UpdateProductDocument, { input: { id, price } });
    },
  ],
  [
    2,
    (c) => {
      const input = { sku: SHELF.counted, onHand: c.random.whole(200, 400) };
      return c.caller.insist(c.shop.admin, graph.SetStockDocument, { input });
    },
  ],
  [
    2,
    async (c) => {
      const person = c.shop.takeTurning();
      if (person === undefined) return;
      const pauseMs = c.random.between(0, 2_500);
      const orders = await Promise.all([1, 2].map(() => place(c, person, { lines: [line(SHELF.second)] })));
      await turnStanding(c, person, pauseMs);
      await Promise.all(orders.map((id) => watch(c, id)));
      c.shop.giveBack(person);
    },
  ],
];
const FIRST_STREAM = 1_000;
const WEIGHT = DEEDS.reduce((sum, [weight]) => sum + weight, 0);

/** Opens the shop and prepares the load; it starts with `begin`. */
export async function createLoad(caller: Caller, seed: number, perSecond: number): Promise<Load> {
  const { shop, moved } = await openShop(caller);
  const known: Known = { seen: new Map(), keyed: [], moved, adjusted: new Map(), faults: [] };
  for (const sku of Object.values(SHELF)) known.adjusted.set(`first ${sku}`, { sku, delta: AT_FIRST[sku].onHand });
  const state = { isOpen: false };
  let running = Promise.resolve();
  const underWay = new Set<Promise<void>>();
  const random = randomOf(seed, 1);
  const common = { caller, shop, known, isOpen: () => state.isOpen, placed: [] };
  let begun = 0;
  const run = async (deed: (context: Context) => Promise<unknown>): Promise<void> => {
    try {
      // A stream of its own, so that what it draws does not depend on what else is under way.
      await deed({ ...common, random: randomOf(seed, FIRST_STREAM + begun++) });
    } catch (error) {
      known.faults.push(error instanceof Error ? error.message : String(error));
    }
  };
  const goOn = async (): Promise<void> => {
    while (state.isOpen) {
      let rest = random.between(0, WEIGHT);
      const [, deed] = DEEDS.find(([weight]) => (rest -= weight) < 0) ?? DEEDS[0] ?? [];
      if (deed === undefined) return;
      const done = run(common.placed.length === 0 ? (DEEDS[0]?.[1] ?? deed) : deed);
      underWay.add(done);
      void done.finally(() => underWay.delete(done));
      await delay(random.between(0.5, 1.5) * (1_000 / perSecond));
    }
  };
  return {
    known,
    shop,
    begin: () => {
      state.isOpen = true;
      running = goOn();
    },
    end: async () => {
      state.isOpen = false;
      await running;
      await Promise.all(underWay);
    },
  };
}
