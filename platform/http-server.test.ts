import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { startHttpServer } from './http-server.ts';
import { createLog } from './log.ts';

const STALLED_MS = 500;
/** More than the system's buffers hold. */
const BYTES = 20_000_000;

test('a client that reads nothing for too long is disconnected; one that reads slowly has its whole answer', async () => {
  let isEnded = false;
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    log: createLog('test', { LOG_LEVEL: 'silent' }),
    routes: {
      '/': (request, response) => {
        if (request.headers['x-client'] === 'stalled') response.once('close', () => (isEnded = true));
        response.end(Buffer.alloc(BYTES));
      },
    },
    stalledMs: STALLED_MS,
  });
  const ask = (client: string): Socket => {
    const socket = connect(server.port, '127.0.0.1').pause();
    socket.write(`GET / HTTP/1.1\r\nHost: shop\r\nX-Client: ${client}\r\nConnection: close\r\n\r\n`);
    return socket;
  };
  const stalled = ask('stalled').on('error', () => undefined);
  const slow = ask('slow');
  let received = 0;
  const begun = performance.now();
  slow.on('data', (chunk) => {
    received += chunk.length;
    slow.pause();
  });
  const reading = setInterval(() => slow.resume(), 5);
  await once(slow, 'end');
  clearInterval(reading);
  expect(received).toBeGreaterThan(BYTES);
  expect(performance.now() - begun).toBeGreaterThan(STALLED_MS);
  await expect.poll(() => isEnded, { timeout: 20 * STALLED_MS }).toBe(true);
  stalled.destroy();
  await server.stop();
});

test('a path that begins with two slashes is a path, and no other one', async () => {
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    log: createLog('test', { LOG_LEVEL: 'silent' }),
    routes: { '/metrics': (_, response) => void response.end('metrics') },
  });
  const statusOf = async (path: string): Promise<number> =>
    (await fetch(`http://127.0.0.1:${server.port}${path}`)).status;
  expect([await statusOf('/metrics'), await statusOf('//shop/metrics')]).toEqual([200, 404]);
  await server.stop();
});
