import { afterEach, describe, expect, test, vi } from 'vitest';
import { createLog } from './log.ts';
import { createRateLimits } from './rate-limit.ts';

const log = createLog('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });
afterEach(() => void vi.useRealTimers());

describe('somebody who does something too often', () => {
  test('is told when to come back, and may do it again then', async () => {
    vi.useFakeTimers({ now: 0 });
    const limit = createRateLimits({ place: 'here', prefix: 'test', log }).of('login', { times: 1, perSeconds: 60 });
    await limit('a');
    vi.advanceTimersByTime(59_000);
    await expect(limit('a')).rejects.toMatchObject({ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 1 } });
    await expect(limit('b')).resolves.toBeUndefined();
    vi.advanceTimersByTime(1_000);
    await expect(limit('a')).resolves.toBeUndefined();
  });

  test('is counted for each operation by itself, and not at all where none is limited', async () => {
    const limits = createRateLimits({ place: 'here', prefix: 'test', log });
    const [one, other, none] = [1, 1, 0].map((times, index) =>
      limits.of(`operation ${index}`, { times, perSeconds: 60 }),
    );
    await one?.('a');
    await expect(other?.('a')).resolves.toBeUndefined();
    for (let time = 0; time < 5; time += 1) await expect(none?.('a')).resolves.toBeUndefined();
  });
});
