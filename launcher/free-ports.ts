import { createServer } from 'node:net';

const isFree = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });

/** Above the last port that fetch refuses, below what operating systems give to outgoing connections, so that a port found free stays free. */
const RANGE_START = 10_081;
const RANGE_END = 30_000;

/** The first of `count` ports in a row that are free now; a second copy of the tests looks elsewhere, since the start is random. */
export async function freePortRange(count: number): Promise<number> {
  for (;;) {
    const start = RANGE_START + Math.floor(Math.random() * (RANGE_END - RANGE_START - count));
    const found = await Promise.all(Array.from({ length: count }, (_, offset) => isFree(start + offset)));
    if (found.every((port) => port !== undefined)) return start;
  }
}

/** A port that is free, and stays so until it is listened on, and again while a server that had it is away. */
export const freePort = (): Promise<number> => freePortRange(1);
