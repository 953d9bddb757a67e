import { describe, expect, test } from 'vitest';
import { createLocalCounter, createRateLimit } from './rate-limit.ts';
import { RefusedError } from './refused.ts';

describe('the minute of a client', () => {
  test('begins with its first request, and another begins when it is over', async () => {
    let now = 1_000;
    const limit = createRateLimit(
      1,
      createLocalCounter(() => now),
    );
    await limit(undefined, 'a');
    now += 59_000;
    const refused = await limit(undefined, 'a').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RefusedError);
    expect(refused).toMatchObject({
      status: 429,
      headers: { 'retry-after': '1' },
      extensions: { retryAfterSeconds: 1 },
    });
    now += 1_000;
    await expect(limit(undefined, 'a')).resolves.toBeUndefined();
  });

  test('is forgotten when it is over, so that clients who come once leave nothing behind', async () => {
    let now = 0;
    const counter = createLocalCounter(() => now);
    expect(await counter.count('a')).toEqual({ requests: 1, endsInMs: 60_000 });
    expect(await counter.count('a')).toMatchObject({ requests: 2 });
    now = 60_000;
    await counter.count('b');
    now = 59_000;
    expect(await counter.count('a')).toMatchObject({ requests: 1 });
  });
});
