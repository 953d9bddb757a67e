import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { redisOrSkip } from '../kit/redis.ts';
import { PROTECTIONS, sourceWithout } from './chaos/protections.ts';
import { runChaos } from './chaos/run.ts';

const SEED = 4;
/** Each strikes once; `npm run chaos` has all of them, for as long as one likes. */
const FAULTS = [
  ...['router', 'users', 'accounts', 'products', 'orders', 'notifications'].map((name) => `kill ${name}`),
  'kill PostgreSQL',
  'kill everything',
  'lock a customer',
];

describe('a system goes on, and money, stock and messages agree', () => {
  test('when each process, PostgreSQL and all of it are killed, with the queue on PostgreSQL', async () => {
    const lines: string[] = [];
    const onLine = (line: string) => void lines.push(line);
    const { violations, faults } = await runChaos({ seed: SEED, engine: 'postgres', faults: FAULTS, onLine });
    expect(violations, lines.join('\n')).toEqual([]);
    expect([...faults.keys()].toSorted()).toEqual(FAULTS.toSorted());
  }, 300_000);

  test.runIf(redisOrSkip('chaos'))(
    'when Redis is killed, emptied, filled, frozen and fails over',
    async () => {
      const lines: string[] = [];
      const onLine = (line: string) => void lines.push(line);
      const named = ['kill', 'empty', 'fill', 'freeze', 'fail over'].map((how) => `${how} Redis`);
      const { violations, faults } = await runChaos({ seed: SEED, engine: 'redis', faults: named, onLine });
      expect(violations, lines.join('\n')).toEqual([]);
      expect([...faults.keys()].toSorted()).toEqual(named.toSorted());
    },
    300_000,
  );
});

test.each(Object.entries(PROTECTIONS))('control: %s can be taken away', (name, { lines }) => {
  for (const { file } of lines) {
    const path = join(import.meta.dirname, '../..', file);
    const source = readFileSync(path, 'utf8');
    expect(sourceWithout(name, path, source)).not.toBe(source);
    expect(() => sourceWithout(name, path, '')).toThrow('does not have the line once');
  }
});
