import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Sql, Tx } from '#platform/database.ts';
import type { Subscription } from '#platform/inbox.ts';
import { bookFaults } from './books.ts';
import { underFreshId } from '../kit/carrier.ts';
import { faultsAfter } from './carry-out.ts';
import { anyCommands } from './commands.ts';
import { settle } from './message-commands.ts';
import { place } from './order-commands.ts';
import { at, beginRun } from './run.ts';
import type { Run } from './run.ts';
import { settledFaults } from './settled.ts';
import { takeSnapshot } from './snapshot.ts';
import { createWorld } from './world.ts';
import type { Sabotage, World } from './world.ts';

// Three protections prevent a second effect of a request: the inbox has the message's id, the service has stored its step for the
// order, and the database refuses a second row. Here they are removed: one is enough, and without any the invariants must fail.

const ofOrder = z.object({ orderId: z.uuid() });

/** A handler that first deletes the stored step of the order. */
const forgetting =
  (
    name: string,
    forget: (tx: Tx, orderId: string) => Promise<unknown>,
  ): ((subscription: Subscription) => Subscription) =>
  (subscription) => ({
    ...subscription,
    handle: async (tx, messages) => {
      for (const message of messages)
        if (message.name === name) await forget(tx, ofOrder.parse(message.payload).orderId);
      return subscription.handle(tx, messages);
    },
  });

/** A request, how its service is made to forget it, and the database's protection against a second effect. */
interface Danger {
  readonly name: string;
  readonly service: 'accounts' | 'products';
  readonly sabotage: Sabotage;
  readonly dropConstraints: (sql: Sql) => Promise<unknown>;
  readonly refusal: RegExp;
  /** The violated invariants. */
  readonly finding: RegExp;
}

const CAPTURE: Danger = {
  name: 'CapturePayment',
  service: 'accounts',
  sabotage: {
    accounts: forgetting(
      'CapturePayment',
      (tx, orderId) => tx.run`
      WITH forgotten AS (
        UPDATE payments SET status = 'AUTHORIZED' WHERE order_id = ${orderId}::uuid AND status = 'CAPTURED'
        RETURNING account_id, amount_minor)
      UPDATE accounts SET held_minor = held_minor + amount_minor FROM forgotten WHERE id = account_id`,
    ),
  },
  dropConstraints: async (sql) => {
    await sql.run`DROP TRIGGER payments_take_one_step ON payments`;
    await sql.run`DROP INDEX transfers_order_id_type_key`;
  },
  refusal: /cannot change from CAPTURED to AUTHORIZED/,
  finding: /is CONFIRMED, but moved: PAYMENT \d+ USD of \S+, PAYMENT \d+ USD/,
};

const RESERVE: Danger = {
  name: 'ReserveStock',
  service: 'products',
  sabotage: {
    products: forgetting(
      'ReserveStock',
      (tx, orderId) => tx.run`DELETE FROM order_stock WHERE order_id = ${orderId}::uuid`,
    ),
  },
  dropConstraints: async (sql) => {
    await sql.run`ALTER TABLE reservations DROP CONSTRAINT reservations_order_id_fkey`;
    await sql.run`DROP INDEX reservations_order_id_line_index_key`;
  },
  refusal: /violates RESTRICT setting of foreign key constraint|Foreign key constraint/i,
  finding: /is CONFIRMED with COMMITTED 2 of \S+ at 20, but has taken COMMITTED 2 of \S+ at 20, COMMITTED/,
};

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

async function begin(
  danger: Danger,
  { isForgetful, hasConstraints }: { isForgetful: boolean; hasConstraints: boolean },
): Promise<Run> {
  world = await createWorld(isForgetful ? danger.sabotage : {});
  if (!hasConstraints) await danger.dropConstraints(world[danger.service].database);
  const run = await beginRun(world, true);
  const lines = [{ product: 0, byId: true, quantity: 2 }];
  await place(run, { do: 'place', who: 0, lines, expectedTotal: 'none', key: undefined, crash: undefined });
  return run;
}

/** Delivers messages until the request is there, and delivers it twice, optionally under another id the second time. */
async function deliverTwice({ world: { carrier } }: Run, name: string, isUnderFreshId: boolean): Promise<void> {
  for (;;) {
    const parcel = carrier.pick(0);
    if (parcel === undefined) throw new Error(`${name} was never sent`);
    await carrier.deliver([parcel]);
    if (parcel.envelope.name !== name) continue;
    return carrier.deliver([isUnderFreshId ? underFreshId(parcel) : parcel]);
  }
}

async function faultsIn(run: Run): Promise<string[]> {
  expect(await settle(run, 1)).toBe(true);
  const snapshot = await takeSnapshot(run.world);
  return [...(await bookFaults(run)), ...settledFaults(run, snapshot)];
}

describe.for([CAPTURE, RESERVE])('$name twice', (danger) => {
  test('under one id: the inbox alone prevents it', async () => {
    const run = await begin(danger, { isForgetful: true, hasConstraints: false });
    await deliverTwice(run, danger.name, false);
    expect(await faultsIn(run)).toEqual([]);
  });

  test('under two ids: the stored step alone prevents it', async () => {
    const run = await begin(danger, { isForgetful: false, hasConstraints: false });
    await deliverTwice(run, danger.name, true);
    expect(await faultsIn(run)).toEqual([]);
  });

  test('under two ids to a service that forgets: the database alone prevents it', async () => {
    const run = await begin(danger, { isForgetful: true, hasConstraints: true });
    const message: unknown = expect.stringMatching(danger.refusal);
    const refusal: unknown = expect.objectContaining({ message });
    await expect(deliverTwice(run, danger.name, true)).rejects.toMatchObject({ cause: refusal });
  });

  test('without protection: the invariants find it', async () => {
    const run = await begin(danger, { isForgetful: true, hasConstraints: false });
    await deliverTwice(run, danger.name, true);
    expect((await faultsIn(run)).join('\n')).toMatch(danger.finding);
  });

  test('without protection: random runs find it', { timeout: 120_000 }, async () => {
    world = await createWorld(danger.sabotage);
    const broken = world;
    await danger.dropConstraints(broken[danger.service].database);
    const property = fc.asyncProperty(anyCommands, fc.nat(), async (commands, seed) => {
      const oneByOne = commands.map((command) => [command]);
      expect(await faultsAfter(await beginRun(broken, true), oneByOne, seed)).toEqual([]);
    });
    const { failed } = await fc.check(property, { numRuns: 40, endOnFailure: true });
    expect(failed).toBe(true);
  });
});

test('an unsettled run does not count as settled', async () => {
  world = await createWorld();
  const run = await beginRun(world, true);
  const lines = [{ product: 0, byId: true, quantity: 2 }];
  await place(run, { do: 'place', who: 0, lines, expectedTotal: 'none', key: undefined, crash: undefined });
  expect(settledFaults(run, await takeSnapshot(world)).join('\n')).toMatch(/is still PENDING/);
  expect(await faultsIn(run)).toEqual([]);
  run.placed.clear();
  run.moved.clear();
  run.seen.set(at((await takeSnapshot(world)).orders, 0).id, ['CONFIRMED', 'PENDING']);
  expect((await faultsIn(run)).length).toBeGreaterThanOrEqual(3);
});
