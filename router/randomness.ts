import { randomFillSync } from 'node:crypto';

/** Fetching random bytes takes some microseconds, however few they are. */
const POOL_BYTES = 8_192;

const pool = new Uint8Array(POOL_BYTES);
let used = POOL_BYTES;

/** Random bytes that nobody else gets. They are good until the pool is filled again: copy what is to be kept. */
export function takeRandom(count: number): Uint8Array {
  if (used + count > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
}
