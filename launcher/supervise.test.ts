import { describe, expect, it } from 'vitest';
import { restartDelay } from './supervise.ts';

describe('restartDelay', () => {
  it('doubles with each death up to five seconds', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 100].map(restartDelay)).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000, 5000]);
  });
});
