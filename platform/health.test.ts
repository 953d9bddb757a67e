import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { healthRoute, succeeds } from './health.ts';

afterEach(() => void vi.useRealTimers());

test('a component without progress is reported if its dependencies are available, and otherwise not', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  let roundAt = performance.now();
  let missing = ['queue'];
  const route = healthRoute([{ name: 'relay', roundAt: () => roundAt }], async () => missing, 50);
  const server = createServer((request, response) => void route(request, response, new URL('http://localhost/health')));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const ask = async (): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/health`);
    return [response.status, await response.json()];
  };

  expect(await ask()).toEqual([200, { status: 'ok' }]);
  vi.advanceTimersByTime(60);
  expect(await ask()).toEqual([200, { status: 'ok' }]);
  missing = [];
  vi.advanceTimersByTime(60);
  expect(await ask()).toEqual([503, { status: 'stuck', stuck: ['relay'] }]);
  roundAt = performance.now();
  expect(await ask()).toEqual([200, { status: 'ok' }]);
  server.close();
});

test('a check that fails or times out is false', async () => {
  expect(await succeeds(async () => true)).toBe(true);
  expect(await succeeds(() => Promise.reject(new Error('away')))).toBe(false);
  expect(await succeeds(() => Promise.withResolvers<boolean>().promise)).toBe(false);
});
