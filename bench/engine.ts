import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../launcher/postgres.ts';
import { freePort } from '../launcher/free-ports.ts';
import { startRedis } from '../tests/kit/redis.ts';

/** The servers that a measurement runs on: a PostgreSQL that waits for its disk, and a Redis if the queue is on Redis. */
export interface Engine {
  readonly isRedis: boolean;
  databaseUrl(name: string): string;
  /** The queue's address; on PostgreSQL a database of that name. */
  queueUrl(database: string): string;
  stop(): Promise<void>;
}

/** Starts empty servers. Their data is below the folder for temporary files; the caller removes it. */
export async function startEngine(name: string): Promise<Engine> {
  const redis = name === 'redis' ? await startRedis() : undefined;
  const folder = join(tmpdir(), `postgres-${randomUUID()}`);
  const port = await freePort();
  const postgres = await startPostgres({ folder, port, password: randomUUID(), onLog: () => undefined }).catch(
    async (error: unknown) => {
      await redis?.kill();
      throw error;
    },
  );
  return {
    isRedis: redis !== undefined,
    databaseUrl: (database) => postgres.url(database),
    queueUrl: (database) => redis?.url ?? postgres.url(database),
    stop: async () => {
      await redis?.kill();
      await postgres.stop();
    },
  };
}
