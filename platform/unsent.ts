import type { ServerResponse } from 'node:http';

/** Of all answers that clients have not taken yet. */
const BYTES_MAX = 128_000_000;
/** The system takes smaller ones at once. */
const LARGE_BYTES = 64_000;

/**
 * Bounds the memory of answers that clients do not take: beyond it, those that have waited longest are ended. Returns what is called with each
 * answer when it is sent.
 */
export function createUnsentBound(bytesMax = BYTES_MAX): (response: ServerResponse, bytes: number) => void {
  const unsent = new Map<ServerResponse, number>();
  let sum = 0;
  const forget = (response: ServerResponse): void => {
    sum -= unsent.get(response) ?? 0;
    unsent.delete(response);
  };
  return (response, bytes) => {
    if (bytes < LARGE_BYTES || response.destroyed) return;
    unsent.set(response, bytes);
    sum += bytes;
    response.once('close', () => forget(response));
    for (const oldest of unsent.keys()) {
      if (sum <= bytesMax || oldest === response) return;
      forget(oldest);
      oldest.destroy();
    }
  };
}
