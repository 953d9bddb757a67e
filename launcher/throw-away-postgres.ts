import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, type Postgres } from './postgres.ts';

/** Returns a loopback port that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** Starts an empty PostgreSQL in a temporary folder, on a free port; its data is removed when it stops. */
export async function startThrowAwayPostgres(onLog: (line: string) => void = () => undefined): Promise<Postgres> {
  const folder = join(tmpdir(), `ordergraph-postgres-${randomUUID()}`);
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const postgres = await startPostgres({
      folder,
      port: await freePort(),
      password: randomUUID(),
      onLog,
      isThrowAway: true,
    });
    const stop = async (): Promise<void> => {
      await postgres.stop();
      await remove();
    };
    return { ...postgres, stop };
  } catch (error) {
    await remove();
    throw error;
  }
}
