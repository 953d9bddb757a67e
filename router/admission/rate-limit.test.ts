import { afterEach, expect, test, vi } from 'vitest';
import { createLog } from '#platform/log.ts';
import { createRateLimit } from './rate-limit.ts';

const log = createLog('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });
afterEach(() => void vi.useRealTimers());

const limitOf = (times: number) =>
  createRateLimit({ times, perSeconds: 60, redisUrl: undefined, keyPrefix: 'test', log });

test('a caller who does something too often is told when to come back, and may do it again then', async () => {
  vi.useFakeTimers({ now: 0 });
  const limit = limitOf(1);
  await limit.consume('a');
  vi.advanceTimersByTime(59_000);
  await expect(limit.consume('a')).rejects.toMatchObject({
    extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 1 },
  });
  await expect(limit.consume('b')).resolves.toBeUndefined();
  vi.advanceTimersByTime(1_000);
  await expect(limit.consume('a')).resolves.toBeUndefined();
});

test('nothing is counted where nothing is limited', async () => {
  const limit = limitOf(0);
  for (let time = 0; time < 5; time += 1) await expect(limit.consume('a')).resolves.toBeUndefined();
});
