import { describe } from 'vitest';
import { redisOrSkip, startRedis } from '../kit/redis.ts';

/** A queue engine to run a suite on. */
export interface Engine {
  readonly name: 'PostgreSQL' | 'Redis';
  /** Settings that make a system use it. */
  start(): Promise<{ settings: Record<string, string>; stop(): Promise<void> }>;
}

const ENGINES: readonly Engine[] = [
  { name: 'PostgreSQL', start: async () => ({ settings: {}, stop: async () => undefined }) },
  {
    name: 'Redis',
    start: async () => {
      const redis = await startRedis();
      return { settings: { QUEUE_URL: redis.url }, stop: redis.kill };
    },
  },
];

/** Runs a suite once per queue engine; Redis is left out, audibly, where there is no `redis-server`. */
export function onEachEngine(suite: string, define: (engine: Engine) => void): void {
  for (const engine of ENGINES) {
    if (engine.name === 'Redis' && !redisOrSkip(suite)) continue;
    describe(`${suite}, with the queue on ${engine.name}`, () => {
      define(engine);
    });
  }
}
