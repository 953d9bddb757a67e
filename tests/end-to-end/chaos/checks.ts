import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { SERVICES } from '#platform/config.ts';
import { reconcile } from '../../../launcher/reconciliation.ts';
import type { Known } from './load.ts';
import { SHELF } from './shop.ts';
import type { World } from './world.ts';

/** Runs a statement on a connection of its own. */
export async function query<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Whether every order has come to its end. */
export async function areSettled(world: World): Promise<boolean> {
  const text = `SELECT FROM orders WHERE status IN ('PENDING', 'AWAITING_PAYMENT', 'CANCELLING') LIMIT 1`;
  return (await query(world.system.databaseUrl('orders'), text).catch(() => [{}])).length === 0;
}

/** How long what follows from a message may take while everything is at work. */
const PATIENCE_MS = 120_000;

/** What the five databases do not agree on: while the system works, or with nothing under way any more. */
export async function bookFaults({ system }: World, when: 'at work' | 'settled'): Promise<readonly string[]> {
  const [users, accounts, products, orders, notifications] = SERVICES.map((service) => system.databaseUrl(service));
  if (!users || !accounts || !products || !orders || !notifications) return ['there is no address'];
  const addresses = { users, accounts, products, orders, notifications };
  try {
    if (when === 'at work') return (await reconcile(addresses, { patienceMs: PATIENCE_MS })).disagreements;
    const { disagreements, underWay } = await reconcile(addresses, { patienceMs: 0 });
    return [...disagreements, ...underWay];
  } catch (error) {
    return when === 'at work' ? [] : [`the databases cannot be compared: ${String(error)}`];
  }
}

interface Outcome {
  readonly id: string;
  readonly customer: string;
  readonly currency: string | null;
  readonly total: string;
  readonly timeline: readonly string[];
  readonly sold: readonly { readonly sku: string; readonly quantity: number }[] | null;
}
const OUTCOMES = `
  SELECT id, customer_id AS customer, currency, CASE WHEN sold THEN total_minor ELSE 0 END::text AS total,
    ARRAY(SELECT status::text FROM order_events WHERE order_id = id ORDER BY version) AS timeline,
    (SELECT json_agg(json_build_object('sku', sku, 'quantity', quantity)) FROM order_lines WHERE order_id = id AND sold) AS sold
  FROM orders CROSS JOIN LATERAL (SELECT status IN ('CONFIRMED', 'SHIPPED', 'DELIVERED') AS sold)`;

/** Each key had one effect: equal answers for equal input, and a conflict for another. */
function* keyFaults({ keyed }: Known): Generator<string> {
  for (const [slot, all] of Map.groupBy(keyed, (each) => each.slot)) {
    const effects = all.filter(({ answer }) => answer !== 'IDEMPOTENCY_CONFLICT');
    const answers = new Set(effects.map(({ input, answer }) => `${answer} for ${input}`));
    if (answers.size > 1) yield `the key ${slot} was answered ${[...answers].join(' and ')}`;
    const inputs = new Set(effects.map(({ input }) => input));
    if (all.some(({ input, answer }) => answer === 'IDEMPOTENCY_CONFLICT' && inputs.has(input)))
      yield `the key ${slot} was answered with a conflict of its own input`;
  }
}

/** What was seen is a part of the timeline, in its order: no status that was polled went back. */
function seenFault(seen: readonly string[], timeline: readonly string[]): string | undefined {
  let place = 0;
  for (const status of seen) {
    const next = timeline.indexOf(status, place);
    if (next === -1) return `was seen ${seen.join(', ')}, but went ${timeline.join(', ')}`;
    place = next;
  }
  return undefined;
}

/** Money and stock, reckoned up from what clients were told alone. */
export async function clientFaults(world: World, known: Known): Promise<string[]> {
  const faults = [...keyFaults(known)];
  const orders = await query<Outcome>(world.system.databaseUrl('orders'), OUTCOMES);
  const unknown = orders.filter(({ id }) => !known.seen.has(id));
  if (unknown.length > 0 || orders.length !== known.seen.size)
    faults.push(`other orders were placed than customers know of: ${unknown.map(({ id }) => id).join(', ')}`);
  for (const { id, timeline } of orders) {
    const fault = seenFault(known.seen.get(id) ?? [], timeline);
    if (fault !== undefined) faults.push(`order ${id} ${fault}`);
  }
  const accounts = await query<{ owner: string; currency: string; balance: string; held: string }>(
    world.system.databaseUrl('accounts'),
    `SELECT owner_id AS owner, currency, balance_minor::text AS balance, held_minor::text AS held FROM accounts WHERE kind = 'CUSTOMER'`,
  );
  for (const { owner, currency, balance, held } of accounts) {
    const isOwn = (each: { customer: string; currency: string | null }) =>
      each.customer === owner && each.currency === currency;
    const moved = [...known.moved.values()].filter(isOwn).reduce((sum, { minor }) => sum + minor, 0n);
    const paid = orders.filter(isOwn).reduce((sum, { total }) => sum + BigInt(total), 0n);
    if (BigInt(balance) !== moved - paid || held !== '0')
      faults.push(`customer ${owner} has ${balance} ${currency} and ${held} held, but should have ${moved - paid}`);
  }
  const products = await query<{ sku: string; there: number }>(
    world.system.databaseUrl('products'),
    'SELECT sku, on_hand AS there FROM products',
  );
  for (const { sku, there } of products) {
    const own = [...known.adjusted.values()].filter((each) => each.sku === sku);
    if (own.length === 0 || sku === SHELF.counted) continue;
    const sold = orders.flatMap((order) => order.sold ?? []).filter((each) => each.sku === sku);
    const expected =
      own.reduce((sum, { delta }) => sum + delta, 0) - sold.reduce((sum, { quantity }) => sum + quantity, 0);
    if (there !== expected) faults.push(`there are ${there} of ${sku}, but should be ${expected}`);
  }
  return faults;
}

/** Mail that is not sent yet, or never will be. */
export async function unsentMail(world: World): Promise<string[]> {
  const rows = await query<{ status: string; count: string }>(
    world.system.databaseUrl('notifications'),
    `SELECT status::text, count(*)::text FROM notifications WHERE status <> 'SENT' GROUP BY status`,
  );
  return rows.map(({ status, count }) => `${count} notifications are ${status}`);
}

const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4_096;
const SPIN_SAMPLE_MS = 2_000;
const SPIN_SHARE = 0.8;
const MEMORY_MAX_MB = 500;

/** What the operating system says of a process; nothing where it has ended. */
function statusOf(pid: number, file: 'stat' | 'statm'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

function secondsOf(pid: number): number {
  const fields = statusOf(pid, 'stat').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND;
}

const megabytesOf = (pid: number): number =>
  Math.round((Number(statusOf(pid, 'statm').split(' ')[1] ?? 0) * PAGE_BYTES) / 1e6);

/** Processes that work although there is nothing to do, or have grown. */
export async function processFaults({
  system,
}: World): Promise<{ readonly faults: string[]; readonly largestMb: number }> {
  const faults: string[] = [];
  const use = (): Map<number, number> => new Map(system.processes().map(({ pid }) => [pid, secondsOf(pid)]));
  let spinning: number[] = [];
  for (let samples = 0; samples === 0 || (spinning.length > 0 && samples < 4); samples += 1) {
    const [before, startedAt] = [use(), performance.now()];
    await delay(SPIN_SAMPLE_MS);
    const limit = ((performance.now() - startedAt) / 1000) * SPIN_SHARE;
    const after = use();
    spinning = [...after].flatMap(([pid, at]) => (at - (before.get(pid) ?? at) > limit ? [pid] : []));
  }
  let largestMb = 0;
  for (const { pid, command } of system.processes()) {
    if (spinning.includes(pid)) faults.push(`a process works without pause: ${command}`);
    const megabytes = megabytesOf(pid);
    largestMb = Math.max(largestMb, megabytes);
    if (megabytes > MEMORY_MAX_MB) faults.push(`a process has grown to ${megabytes} MB: ${command}`);
  }
  return { faults, largestMb };
}

const lineSchema = z.object({
  name: z.string(),
  msg: z.string().optional(),
  err: z.object({ message: z.string() }).optional(),
});
const withoutVariables = (text: string): string =>
  text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>')
    .replaceAll(/\d+/g, '<n>')
    .slice(0, 200);

/** Log lines that are written more often than `limit`, what varies in them left out. */
export function logFaults({ system }: World, limit: number): string[] {
  const counts = new Map<string, number>();
  for (const text of system.output().split('\n')) {
    if (!text.startsWith('{')) continue;
    let line: z.output<typeof lineSchema>;
    try {
      line = lineSchema.parse(JSON.parse(text));
    } catch {
      continue;
    }
    const known = withoutVariables(`${line.name}: ${line.msg} (${line.err?.message ?? ''})`);
    counts.set(known, (counts.get(known) ?? 0) + 1);
  }
  return [...counts].flatMap(([line, count]) => (count > limit ? [`logged ${count} times: ${line}`] : []));
}
