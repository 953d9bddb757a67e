import { expect, test, vi } from 'vitest';
import { createShutdown } from './shutdown.ts';

test('says what is still waited for after two seconds, group by group, last started first', async () => {
  vi.useFakeTimers();
  const waiting: (readonly string[])[] = [];
  const shutdown = createShutdown({ onWaiting: (names) => waiting.push(names) });
  const part = (name: string, stopsInMs: number) => ({
    name,
    stop: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      setTimeout(resolve, stopsInMs);
      return promise;
    },
  });
  shutdown.add(part('PostgreSQL', 5_000));
  shutdown.add(part('users', 1_000), part('orders', 3_000));
  shutdown.add(part('router', 100));
  const stopped = shutdown.run();
  await vi.advanceTimersByTimeAsync(10_000);
  await stopped;
  expect(waiting).toEqual([['orders'], ['PostgreSQL']]);
  vi.useRealTimers();
});
