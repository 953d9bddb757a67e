import { expect, test } from 'vitest';
import { createAnswerTimes, type AnswerTimes } from './sweeper.ts';

function timesWithClock(): { times: AnswerTimes; at: (ms: number) => void; waited: (ms: number) => void } {
  let nowMs = 1_000_000;
  const times = createAnswerTimes(() => new Date(nowMs));
  return {
    times,
    at: (ms) => (nowMs = 1_000_000 + ms),
    waited: (ms) => times.note(ms),
  };
}

test('the longest recent wait counts, and expires', () => {
  const { times, at, waited } = timesWithClock();
  expect(times.longestMs()).toBe(0);
  waited(4_000);
  waited(9_000);
  waited(2_000);
  expect(times.longestMs()).toBe(9_000);
  at(16_000);
  waited(3_000);
  expect(times.longestMs()).toBe(9_000);
  at(32_000);
  waited(1_000);
  expect(times.longestMs()).toBe(3_000);
});

test('without recent replies the wait is unknown', () => {
  const { times, at, waited } = timesWithClock();
  waited(9_000);
  at(60_000);
  expect(times.longestMs()).toBe(0);
});
