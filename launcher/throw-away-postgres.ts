import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-ports.ts';
import { startPostgres, type Postgres } from './postgres.ts';

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
