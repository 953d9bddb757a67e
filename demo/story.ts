import { setTimeout as delay } from 'node:timers/promises';
import { newIdempotencyKey, unwrap } from '../client/index.ts';
import type {
  MoneyInput,
  OrderLineInput,
  OrderStatus,
  OrdergraphClient,
  OrderSummary,
  Product,
} from '../client/index.ts';
import type { Stage } from './stage.ts';

const DEPOSIT_UNITS = 1_000;
/** The maximum price of the demo's product, so that the deposit suffices. */
const PRICE_UNITS_MAX = 200;
const LOOKS_MAX = 20;
const LOOK_PAUSE_MS = 500;
const MESSAGES_LIMIT_MS = 20_000;
const MESSAGES_POLL_MS = 300;

/** Thrown when a step has another outcome than expected. */
class StoryError extends Error {
  override readonly name = 'StoryError';
}

function insist(isSo: boolean, sentence: string): void {
  if (!isSo) throw new StoryError(sentence);
}

/** Amounts of one currency have the same decimal places, so their digits are minor units. */
const minor = ({ amount }: MoneyInput): bigint => BigInt(amount.replace('.', ''));
const written = ({ amount, currency }: MoneyInput): string => `${amount} ${currency}`;

/** Shared by the sections. */
interface Cast {
  readonly client: OrdergraphClient;
  readonly stage: Stage;
  readonly signal: AbortSignal;
}

const COLOURS: Partial<Record<OrderStatus, 'green' | 'yellow' | 'red'>> = {
  CONFIRMED: 'green',
  CANCELLING: 'yellow',
  CANCELLED: 'yellow',
  REJECTED: 'red',
  EXPIRED: 'red',
};

/** Polls an order until it is settled and prints each status. */
async function follow({ client, stage, signal }: Cast, { id, number }: OrderSummary): Promise<OrderSummary> {
  const startedAt = performance.now();
  const shown = stage.live(`order ${number}`);
  try {
    return await client.waitForOrder(id, {
      signal,
      onStatus: (status) => {
        const seconds = `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
        shown.step(`${stage.style(COLOURS[status] ?? 'cyan', status)} ${stage.style('dim', seconds)}`);
      },
    });
  } finally {
    shown.end();
  }
}

async function place(cast: Cast, lines: OrderLineInput[]): Promise<OrderSummary> {
  const { order } = unwrap(await cast.client.placeOrder({ lines }, { signal: cast.signal }));
  return follow(cast, order);
}

async function available({ client, signal }: Cast): Promise<MoneyInput> {
  const account = await client.account({ first: 1 }, { signal });
  if (account === null) throw new StoryError('The customer has no account.');
  return account.available;
}

async function browse({ client, stage, signal }: Cast, currency: string): Promise<[Product, ...Product[]]> {
  stage.act('Look what there is');
  const look = () => client.products({ first: 100, inStock: true }, { signal });
  let { nodes } = await look();
  // A system that has just started fills its catalogue a moment later.
  for (let tries = 1; nodes.length === 0 && tries < LOOKS_MAX; tries += 1) {
    await delay(LOOK_PAUSE_MS, undefined, { signal });
    ({ nodes } = await look());
  }
  for (const { sku, name, price, stock } of nodes.slice(0, 5)) {
    stage.line(
      `${sku.padEnd(18)} ${written(price).padStart(14)}   ${String(stock.available).padStart(4)} in stock   ${name}`,
    );
  }
  const fit = nodes.filter(({ price, stock }) => {
    const isDear = Number(price.amount) > PRICE_UNITS_MAX;
    return price.currency === currency && !isDear && stock.available > 3;
  });
  const [first, ...others] = fit;
  if (first === undefined)
    throw new StoryError(`Nothing for sale costs at most ${PRICE_UNITS_MAX} ${currency} and is in stock.`);
  return [first, ...others];
}

async function placeAndConfirm(
  cast: Cast,
  [first, second]: readonly Product[],
  before: MoneyInput,
): Promise<MoneyInput> {
  const { client, stage, signal } = cast;
  stage.act('Order, and see it through');
  const lines = [first, second].flatMap((product, at) => (product ? [{ sku: product.sku, quantity: 2 - at }] : []));
  stage.line(lines.map(({ sku, quantity }) => `${quantity} × ${sku}`).join(', '));
  const settled = await place(cast, lines);
  insist(settled.status === 'CONFIRMED', `The order is ${settled.status}: ${settled.failure?.message ?? ''}`);

  const order = await client.order({ id: settled.id }, { signal });
  if (order?.total == null) throw new StoryError('A confirmed order has no total.');
  const beganAt = Date.parse(order.createdAt);
  const timeline = order.timeline.map(({ status, at }) => `${status} +${Date.parse(at) - beganAt} ms`).join(', ');
  stage.line(
    `total ${written(order.total)}, payment ${order.payment?.status}, stock ${order.reservations?.map(({ status }) => status).join(', ')}`,
  );
  stage.line(stage.style('dim', `timeline: ${timeline}`));
  const after = await available(cast);
  insist(
    minor(before) - minor(after) === minor(order.total),
    `${written(before)} less ${written(order.total)} is not ${written(after)}.`,
  );
  return after;
}

async function beRejected(cast: Cast, { sku, stock }: Product, before: MoneyInput): Promise<void> {
  cast.stage.act('Order more than there is');
  cast.stage.line(`${stock.available + 1} × ${sku}`);
  const { status, failure } = await place(cast, [{ sku, quantity: stock.available + 1 }]);
  insist(
    status === 'REJECTED' && failure?.code === 'OUT_OF_STOCK',
    `The order is ${status}: ${failure?.message ?? ''}`,
  );
  cast.stage.line(`${failure?.code}: ${failure?.message}`);
  const after = await available(cast);
  insist(
    minor(after) === minor(before),
    `A rejected order has cost something: ${written(before)} became ${written(after)}.`,
  );
}

async function changeOnesMind(cast: Cast, { sku }: Product, before: MoneyInput): Promise<void> {
  cast.stage.act('Order, and take it back');
  cast.stage.line(`1 × ${sku}`);
  const placed = await place(cast, [{ sku, quantity: 1 }]);
  insist(placed.status === 'CONFIRMED', `The order is ${placed.status}: ${placed.failure?.message ?? ''}`);
  // Cancelling is idempotent, so it can be retried after a lost response.
  const { order } = unwrap(await cast.client.cancelOrder(placed.id, { signal: cast.signal, repeatable: true }));
  const { status } = await follow(cast, order);
  insist(status === 'CANCELLED', `The order is ${status}.`);
  const after = await available(cast);
  insist(
    minor(after) === minor(before),
    `A cancelled order has cost something: ${written(before)} became ${written(after)}.`,
  );
}

async function readAccountAndMessages({ client, stage, signal }: Cast): Promise<void> {
  stage.act('Account and messages');
  const account = await client.account({}, { signal });
  for (const { type, amount, balanceAfter, order } of account?.operations.nodes.toReversed() ?? []) {
    stage.line(
      `${type.padEnd(12)} ${written(amount).padStart(14)}   balance ${balanceAfter.amount.padStart(10)}   ${order?.number ?? ''}`,
    );
  }
  const types = account?.operations.nodes.map(({ type }) => type).toReversed();
  insist(types?.join() === 'DEPOSIT,PAYMENT,PAYMENT,REFUND', `The account has ${types?.join(', ')}.`);

  const expected = ['ORDER_CONFIRMED', 'ORDER_REJECTED', 'ORDER_CANCELLED'] as const;
  for (const until = performance.now() + MESSAGES_LIMIT_MS; ; await delay(MESSAGES_POLL_MS, undefined, { signal })) {
    const { nodes } = await client.notifications({ first: 20 }, { signal });
    const missing = expected.filter((type) => !nodes.some((message) => message.type === type));
    insist(missing.length === 0 || performance.now() < until, `There is no message of ${missing.join(', ')}.`);
    if (missing.length > 0) continue;
    for (const { status, subject } of nodes.toReversed()) stage.line(`${status.padEnd(7)} ${subject}`);
    return;
  }
}

/** Runs the demo: a customer and three orders, from registration to the last notification. Throws on any other outcome. */
export async function tellStory(cast: Cast): Promise<void> {
  const { client, stage, signal } = cast;
  const username = `ada-${newIdempotencyKey().slice(0, 8)}`;
  stage.act('Register');
  const { user } = unwrap(
    await client.register(
      { email: `${username}@example.com`, username, password: newIdempotencyKey(), firstName: 'Ada' },
      { signal },
    ),
  );
  stage.line(`${user.username}, ${user.email}, ${user.role.toLowerCase()}`);

  stage.act('Pay in');
  const { currency } = await available(cast);
  const { account } = unwrap(await client.deposit({ amount: { amount: String(DEPOSIT_UNITS), currency } }, { signal }));
  stage.line(`available: ${written(account.available)}`);

  const products = await browse(cast, currency);
  const left = await placeAndConfirm(cast, products, account.available);
  const [{ id }] = products;
  const product = await client.product({ id }, { signal });
  if (product === null) throw new StoryError('The product does not exist any more.');
  await beRejected(cast, product, left);
  await changeOnesMind(cast, product, left);
  await readAccountAndMessages(cast);
  await client.logout({ signal });
}
