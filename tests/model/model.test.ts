import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomRuns } from '../kit/random-runs.ts';
import { faultsAfter } from './carry-out.ts';
import { anyBursts, anyCommands } from './commands.ts';
import { beginRun } from './run.ts';
import { takeSnapshot } from './snapshot.ts';
import { createWorld } from './world.ts';
import type { World } from './world.ts';

const SECONDS_EACH = 10;
const ONE_BY_ONE = randomRuns('MODEL', 45, SECONDS_EACH);
const AT_ONCE = randomRuns('MODEL', 20, SECONDS_EACH);

let world: World;
/** What the runs have covered: statuses and failures of orders, and statuses of payments. */
const reached = new Set<string>();
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

async function noteEnds(): Promise<void> {
  const { orders, events, payments, reservations } = await takeSnapshot(world);
  for (const { status } of events) reached.add(status);
  for (const { failureCode } of orders) if (failureCode !== null) reached.add(failureCode);
  for (const { status } of payments) reached.add(`payment ${status}`);
  for (const { status, orderId } of reservations) if (orderId === null) reached.add(`by hand ${status}`);
}

// A failure prints a seed and a path: given as MODEL_SEED and MODEL_PATH, with -t for the test that failed, they replay the run.
test('money, stock and orders agree in the end, whatever happens', { timeout: ONE_BY_ONE.timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(anyCommands, fc.nat(), async (commands, seed) => {
      const run = await beginRun(world, true);
      const oneByOne = commands.map((command) => [command]);
      expect(await faultsAfter(run, oneByOne, seed)).toEqual([]);
      await noteEnds();
    }),
    ONE_BY_ONE.parameters,
  );
});

test('also with concurrent commands', { timeout: AT_ONCE.timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(anyBursts, fc.nat(), async (bursts, seed) => {
      const run = await beginRun(world, false);
      expect(await faultsAfter(run, bursts, seed)).toEqual([]);
      await noteEnds();
    }),
    AT_ONCE.parameters,
  );
});

test.runIf(ONE_BY_ONE.isUsual)('control: the runs have covered all outcomes', () => {
  expect([...reached]).toEqual(
    expect.arrayContaining([
      'AWAITING_PAYMENT',
      'CONFIRMED',
      'SHIPPED',
      'DELIVERED',
      'REJECTED',
      'CANCELLING',
      'CANCELLED',
      'EXPIRED',
      'OUT_OF_STOCK',
      'PRODUCT_NOT_FOUND',
      'PRICE_CHANGED',
      'CURRENCY_MISMATCH',
      'ACCOUNT_NOT_FOUND',
      'LIMIT_EXCEEDED',
      'INSUFFICIENT_FUNDS',
      'payment CAPTURED',
      'payment DECLINED',
      'payment VOIDED',
      'payment REFUNDED',
      'by hand RELEASED',
      'by hand EXPIRED',
    ]),
  );
});
