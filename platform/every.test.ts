import { once } from 'node:events';
import { expect, test } from 'vitest';
import { every } from './every.ts';
import { createLog } from './log.ts';

const NEVER_MS = 3_600_000;
const silent = createLog('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });

test('work runs at once and whenever it is woken, also by a wake-up that comes while it runs', async () => {
  let runs = 0;
  const gate = Promise.withResolvers<void>();
  const periodic = every({
    name: 'counting',
    intervalMs: NEVER_MS,
    log: silent,
    work: async () => {
      runs += 1;
      await gate.promise;
    },
  });
  await expect.poll(() => runs).toBe(1);
  periodic.wake();
  gate.resolve();
  await expect.poll(() => runs).toBe(2);
  periodic.wake();
  await expect.poll(() => runs).toBe(3);
  await periodic.stop();
});

test('an error is logged and ends only its own run', async () => {
  const lines: string[] = [];
  const log = createLog('test', { LOG_LEVEL: 'info', LOG_FORMAT: 'json' }, { write: (line) => void lines.push(line) });
  let runs = 0;
  const periodic = every({
    name: 'failing',
    intervalMs: 1,
    log,
    work: async () => {
      runs += 1;
      throw new Error(`run ${runs}`);
    },
  });
  await expect.poll(() => runs).toBeGreaterThanOrEqual(3);
  await periodic.stop();
  expect(lines[0]).toContain('run 1');
  expect(lines[0]).toContain('"work":"failing"');
});

test('stopping aborts the signal and waits for the run', async () => {
  const log: string[] = [];
  const periodic = every({
    name: 'waiting',
    intervalMs: 1,
    log: silent,
    work: async (signal) => {
      log.push('begun');
      await once(signal, 'abort');
      log.push('ended');
    },
  });
  await expect.poll(() => log).toEqual(['begun']);
  await periodic.stop();
  expect(log).toEqual(['begun', 'ended']);
});
