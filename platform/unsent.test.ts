import { IncomingMessage, ServerResponse, request } from 'node:http';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { startHttpServer } from './http-server.ts';
import { createLog } from './log.ts';
import { createUnsentBound } from './unsent.ts';

const BYTES = 20_000_000;

test('an answer to a client that has left counts nothing', () => {
  const bound = createUnsentBound(BYTES);
  const answers = [1, 2, 3].map(() => new ServerResponse(new IncomingMessage(new Socket())));
  const [waits, left, other] = answers;
  left?.destroy();
  for (const answer of answers) bound(answer, BYTES / 2);
  expect([waits?.destroyed, other?.destroyed]).toEqual([false, false]);
});

test('of clients that do not read, those that have waited longest are ended; one that reads is not', async () => {
  const bound = createUnsentBound(2.5 * BYTES);
  const answers: ServerResponse[] = [];
  const handler = (_: unknown, response: ServerResponse): void => {
    answers.push(response);
    response.end(Buffer.alloc(BYTES));
    bound(response, BYTES);
  };
  const log = createLog('test', { LOG_LEVEL: 'silent' });
  const server = await startHttpServer({ host: '127.0.0.1', port: 0, log, routes: { '/': handler } });
  const ask = async (): Promise<IncomingMessage> => {
    const { promise, resolve } = Promise.withResolvers<IncomingMessage>();
    request({ port: server.port, agent: false }, resolve).end();
    return promise;
  };
  const clients: IncomingMessage[] = [];
  for (let count = 0; count < 4; count += 1) clients.push(await ask());
  const ended = (): boolean[] => answers.map(({ destroyed }) => destroyed);
  expect(ended()).toEqual([true, true, false, false]);
  expect((await buffer(clients.at(-1) ?? Readable.from([]))).length).toBe(BYTES);
  // What was taken counts no longer.
  clients.push(await ask());
  expect(ended().slice(2)).toEqual([false, true, false]);
  for (const client of clients) client.on('error', () => undefined).destroy();
  await server.stop();
});
