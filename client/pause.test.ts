import { expect, test } from 'vitest';
import { pause } from './pause.ts';

const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

test('a pause that is aborted leaves no timer behind, which would keep the process alive', async () => {
  const before = timers();
  const leaving = new AbortController();
  const pausing = pause(1e9, leaving.signal);
  expect(timers()).toBe(before + 1);
  leaving.abort(new Error('the user has left'));
  expect(timers()).toBe(before);
  await expect(pausing).rejects.toThrow('the user has left');
});
