import { expect, test } from 'vitest';
import { redisOrSkip } from '../kit/redis.ts';
import { runPairs } from './chaos/pairs.ts';

// `npm run chaos -- --pairs` does it for minutes, with figures.
test.runIf(redisOrSkip('pairs'))(
  'with two of every process, of which one of each kind is killed in turn, nothing is lost and no caller gets the answer of another',
  async () => {
    const lines: string[] = [];
    const onLine = (line: string) => void lines.push(line);
    const { kills, orders, outcomes, violations } = await runPairs({
      rounds: 1,
      pauseMs: 1_500,
      quietMs: 1_000,
      seed: 4,
      rate: 8,
      onLine,
    });
    expect(violations, lines.join('\n')).toEqual([]);
    expect(kills).toBe(6);
    expect(orders).toBeGreaterThan(20);
    const {
      answer = 0,
      SERVICE_UNAVAILABLE,
      FORBIDDEN,
      UNAUTHENTICATED,
      'connection lost': lost,
      ...others
    } = outcomes;
    expect(others, lines.join('\n')).toEqual({});
    // Of customers who are deactivated meanwhile; of the moment of a kill.
    expect((SERVICE_UNAVAILABLE ?? 0) + (lost ?? 0) + (FORBIDDEN ?? 0) + (UNAUTHENTICATED ?? 0)).toBeLessThan(
      answer / 10,
    );
  },
);
