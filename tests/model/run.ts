import { GraphQLError } from 'graphql';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '#platform/token.ts';
import { createProduct } from '../../subgraphs/products/use-cases/change-catalogue.ts';
import { deposit } from '../../subgraphs/accounts/use-cases/move-money.ts';
import { formatAmount } from '#platform/money.ts';
import { CATALOGUE, CUSTOMERS } from './commands.ts';
import type { Command } from './commands.ts';
import { CrashError, withCrash } from '../kit/crash.ts';
import type { CrashPoint } from '../kit/crash.ts';
import { callerOf, resultOf } from '../kit/world.ts';
import type { World } from './world.ts';

/** A product and all its prices. */
export interface Article {
  readonly id: string;
  readonly sku: string;
  readonly currency: string;
  readonly prices: bigint[];
}

/** A movement of money that a response confirmed. */
export interface Moved {
  readonly customerId: string;
  readonly currency: string;
  readonly byMinor: bigint;
}

/** A command with a key, and its result. */
export interface KeyedAnswer {
  readonly slot: string;
  readonly input: string;
  readonly answer: string;
}

/** A run of random commands: its participants, and the results that clients know. */
export interface Run {
  readonly world: World;
  /** Whether commands run one after another, so that results are predictable. */
  readonly isOneByOne: boolean;
  readonly admin: Caller;
  readonly customers: readonly Caller[];
  readonly articles: readonly Article[];
  /** By the id of the operation. */
  readonly moved: Map<string, Moved>;
  /** Successful changes of stock on hand, by key or by a name of their own. */
  readonly adjusted: Map<string, { readonly productId: string; readonly delta: number }>;
  /** Ids of the orders whose placement a response confirmed. */
  readonly placed: Set<string>;
  readonly keyed: KeyedAnswer[];
  /** Commands with a key. */
  readonly repeatable: Command[];
  /** Every polled status, by order. */
  readonly seen: Map<string, string[]>;
  /** Of the last change of each customer. */
  readonly versions: Map<string, number>;
  readonly active: Map<string, boolean>;
}

/** The element at an existing index. */
export function at<Value>(values: readonly Value[], index: number): Value {
  const value = values[index];
  if (value === undefined) throw new RangeError(`There is no ${index}`);
  return value;
}

/** An amount as the graph takes it. */
export const inGraph = (amountMinor: bigint, currency: string) => ({
  amount: formatAmount(amountMinor, currency),
  currency,
});

/** What customers have at first; the third has no yen, and so no account for them. */
const OPENING = [
  { customer: 0, amountMinor: 250n, currency: 'USD' },
  { customer: 1, amountMinor: 250n, currency: 'USD' },
  { customer: 2, amountMinor: 120n, currency: 'USD' },
  { customer: 0, amountMinor: 200n, currency: 'JPY' },
  { customer: 1, amountMinor: 150n, currency: 'JPY' },
];

/** Starts a run in an empty world. */
export async function beginRun(world: World, isOneByOne: boolean): Promise<Run> {
  await world.empty();
  const customers = Array.from({ length: CUSTOMERS }, () => callerOf());
  const articles: Article[] = [];
  for (const { currency, priceMinor, onHand } of CATALOGUE) {
    const sku = `SKU-${uuidv7()}`;
    const price = inGraph(BigInt(priceMinor), currency);
    const { product } = resultOf(await createProduct(world.products, { sku, name: 'Mug', price, onHand }));
    articles.push({ id: product.id, sku, currency, prices: [BigInt(priceMinor)] });
  }
  const moved = new Map<string, Moved>();
  for (const { customer, amountMinor, currency } of OPENING) {
    const caller = at(customers, customer);
    const amount = inGraph(amountMinor, currency);
    const { operation } = resultOf(await deposit(world.accounts, caller, { amount }));
    moved.set(operation.id, { customerId: caller.id, currency, byMinor: amountMinor });
  }
  return {
    world,
    isOneByOne,
    admin: callerOf('ADMIN'),
    customers,
    articles,
    moved,
    adjusted: new Map(),
    placed: new Set(),
    keyed: [],
    repeatable: [],
    seen: new Map(),
    versions: new Map(),
    active: new Map(),
  };
}

/** Runs a command; a refusal before it runs counts as its result. */
export async function orRefused<Result>(
  command: () => Promise<Result>,
): Promise<Result | { readonly userErrors: readonly { readonly code: string }[] }> {
  try {
    return await command();
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { userErrors: [{ code: String(error.extensions['code']) }] };
  }
}

/**
 * Repeats a command after a crash, as a client with a key does without a response. Commands without a key do not crash; nor do concurrent
 * ones, since commands without a key may share the transaction.
 */
export async function insist<Result>(
  { isOneByOne }: Run,
  { key, crash }: { readonly key: string | undefined; readonly crash: CrashPoint | undefined },
  command: () => Promise<Result>,
): Promise<Result> {
  if (key === undefined || crash === undefined || !isOneByOne) return command();
  try {
    return await withCrash(crash, command);
  } catch (error) {
    if (!(error instanceof CrashError)) throw error;
    return command();
  }
}

/** A command with an optional key: its customer, its input without the key, and its result. */
export interface Asked {
  readonly by: string;
  readonly key: string | undefined;
  readonly input: object;
  /** The id of the result, or a code. */
  readonly answer: string;
}

const textOf = (input: object): string =>
  JSON.stringify(input, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));

/**
 * The result that a key requires: the first one for the same input, a conflict for another. Undefined for the first time, and without
 * a key.
 */
export function foretoldByKey(run: Run, { by, key, input }: Omit<Asked, 'answer'>): string | undefined {
  const first = key === undefined ? undefined : run.keyed.find(({ slot }) => slot === `${by} ${key}`);
  if (first === undefined) return undefined;
  return first.input === textOf(input) ? first.answer : 'IDEMPOTENCY_CONFLICT';
}

/** Records the result of a command with a key, unless it was refused before it ran. */
export function noteKeyed(run: Run, { by, key, input, answer }: Asked): void {
  if (key !== undefined && answer !== 'FORBIDDEN')
    run.keyed.push({ slot: `${by} ${key}`, input: textOf(input), answer });
}
