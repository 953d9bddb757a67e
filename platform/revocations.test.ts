import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLog } from './log.ts';
import { REVOCATIONS_MAX_AGE_MS, watchRevocations } from './revocations.ts';
import type { Revocations } from './revocations.ts';

const caller = { id: 'ada', role: 'CUSTOMER', sessionId: 'session', issuedAtS: 100 } as const;
const log = createLog('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });
const NEVER = 1_000_000;

let asked = 0;
let list: unknown;
let revocations: Revocations;
const load = async (): Promise<unknown> => {
  asked += 1;
  if (list === undefined) throw new Error('away');
  return list;
};
beforeEach(() => {
  vi.useFakeTimers();
  [asked, list] = [0, { users: [], sessions: [] }];
});
afterEach(async () => {
  vi.useRealTimers();
  await revocations.stop();
});

test('a token is checked with a recent list, and waits for a newer one otherwise', async () => {
  revocations = watchRevocations({ load, log, intervalMs: NEVER });
  expect(await revocations.cover(caller)).toBe(false);
  list = { users: [{ id: 'ada', before: 100 }], sessions: [] };
  vi.advanceTimersByTime(REVOCATIONS_MAX_AGE_MS);
  expect([await revocations.cover(caller), asked]).toEqual([false, 1]);
  vi.advanceTimersByTime(1);
  expect(await Promise.all([revocations.cover(caller), revocations.cover(caller)])).toEqual([true, true]);
  expect(asked).toBe(2);
  expect(await revocations.cover({ ...caller, issuedAtS: 101 })).toBe(false);
});

test('while users is down the last list applies, and is not fetched for every token', async () => {
  list = { users: [], sessions: ['session'] };
  revocations = watchRevocations({ load, log, intervalMs: NEVER });
  expect(await revocations.cover(caller)).toBe(true);
  list = undefined;
  vi.advanceTimersByTime(REVOCATIONS_MAX_AGE_MS + 1);
  for (let token = 0; token < 10; token += 1) expect(await revocations.cover(caller)).toBe(true);
  expect(asked).toBe(2);
});

test('before the first list no token is accepted or refused', async () => {
  list = undefined;
  revocations = watchRevocations({ load, log, intervalMs: NEVER });
  await expect(revocations.cover(caller)).rejects.toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } });
  expect(revocations.areLoaded()).toBe(false);
});
