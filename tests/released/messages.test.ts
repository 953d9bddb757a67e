import { readFileSync, writeFileSync } from 'node:fs';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { SERVICES, environment } from '#platform/config.ts';
import { listDeadLetters } from '#platform/dead-letters.ts';
import { consumeMessages } from '#platform/inbox.ts';
import { ATTEMPTS_MAX } from '#platform/queue.ts';
import type { Delivery, MessageQueue } from '#platform/queue.ts';
import { CommitReservations } from '#products/messages.ts';
import { createCarrier } from '../kit/carrier.ts';
import { products } from '../kit/service-definitions.ts';
import { envelopeOf, openWorld, silent } from '../kit/world.ts';
import { converse } from './conversation.ts';
import { record, recordedSchema, replay } from './recording.ts';

// While replicas are replaced one by one, and from what waits in outboxes and queues, new consumers get messages of the release before.
// `npm run release:schema` writes them anew, right before a release.
const FILE = new URL('messages.json', import.meta.url);
const releaseSchema = z.object({
  /** What the services had come to in the end. */
  end: z.object({ orders: z.array(z.string()), balance: z.string(), notices: z.array(z.string()) }),
  messages: z.array(recordedSchema),
});

const readRelease = () => releaseSchema.parse(JSON.parse(readFileSync(FILE, 'utf8')));

/** Five databases are made for each. */
const LIMIT_MS = 120_000;

const typeSchema = z.object({ name: z.string(), version: z.number(), destinations: z.array(z.string()) });
const declared = (
  await Promise.all(
    SERVICES.filter((name) => name !== 'orders').map(async (name) => {
      const module: unknown = await import(`../../subgraphs/${name}/messages.ts`);
      return Object.values(z.record(z.string(), typeSchema).parse(module)).map((type) => type.name);
    }),
  )
).flat();

test.runIf(environment()['RELEASE_MESSAGES'] === 'write')(
  'writes what the services send',
  async () => {
    const { sent, ...end } = await converse((envelope) => envelope);
    const messages = record(sent.map(({ envelope }) => envelope));
    writeFileSync(FILE, `${JSON.stringify({ end, messages }, null, 2)}\n`);
    expect(new Set(messages.map(({ name }) => name))).toEqual(new Set(declared));
  },
  LIMIT_MS,
);

describe("the last release's messages", () => {
  const { end, messages } = readRelease();

  test(
    'do today what they did then',
    async () => {
      expect(messages.length).toBeGreaterThan(40);
      const { through, left } = replay(messages);
      const { sent: _, ...today } = await converse(through);
      expect(today).toEqual(end);
      expect(left).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    'control: one that is not understood any more is found',
    async () => {
      const without = messages.map((each) => (each.name === 'StockReserved' ? { ...each, payload: {} } : each));
      await expect(converse(replay(without).through)).rejects.toThrow('a message failed');
    },
    LIMIT_MS,
  );
});

test('a message of a version that is not known yet is tried again, then kept with the reason', async () => {
  const { database, deps, close } = await openWorld(products);
  let handle: (delivery: Delivery) => Promise<void> = () => Promise.resolve();
  const { queue } = createCarrier(new Map());
  const consume: MessageQueue['consume'] = (...args) => {
    [, , handle] = args;
    return queue.consume(...args);
  };
  const subscriptions = products.subscriptions(deps);
  const service = { service: 'products', database, subscriptions, queue: { ...queue, consume }, concurrency: 1 };
  consumeMessages({ ...service, log: silent });
  const payload = { orderId: uuidv7(), customerId: uuidv7() };
  const newer = { ...envelopeOf(CommitReservations, payload), version: CommitReservations.version + 1 };
  await expect(handle({ bodies: [newer], attempt: 1 })).rejects.toThrow('a message failed');
  expect(await listDeadLetters(database)).toEqual([]);
  await handle({ bodies: [newer], attempt: ATTEMPTS_MAX });
  const [letter] = await listDeadLetters(database);
  expect(letter?.error).toContain('There is no handler for CommitReservations v2');
  await close();
});
