import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { SERVICES } from '#platform/config.ts';
import type { Stores } from './databases.ts';
import { Obstacle, reasonOf } from './obstacle.ts';

const storesSchema = z.object({ databases: z.record(z.enum(SERVICES), z.string()), queueUrl: z.string() });
const outcomeSchema = z.union([
  z.object({ applied: z.number() }),
  z.object({ fault: z.string(), isObstacle: z.boolean() }),
]);

/**
 * Runs prepareStores (databases.ts) in a process of its own: the migration engine takes as much memory as a service, and the launcher lives as
 * long as they do. Returns how many migrations were applied.
 */
export async function prepareStoresApart(stores: Stores): Promise<number> {
  const child = fork(fileURLToPath(import.meta.url));
  const outcome = await new Promise<z.infer<typeof outcomeSchema>>((resolve, reject) => {
    child.once('message', (message) => resolve(outcomeSchema.parse(message)));
    child.once('error', reject);
    child.once('exit', () => reject(new Error('The process that migrates ended without an outcome')));
    child.send(stores);
  });
  if ('applied' in outcome) return outcome.applied;
  throw outcome.isObstacle ? new Obstacle(outcome.fault) : new Error(outcome.fault);
}

async function prepare(message: unknown): Promise<z.infer<typeof outcomeSchema>> {
  try {
    const { prepareStores } = await import('./databases.ts');
    return { applied: await prepareStores(storesSchema.parse(message)) };
  } catch (error) {
    return error instanceof Obstacle
      ? { fault: error.message, isObstacle: true }
      : { fault: reasonOf(error), isObstacle: false };
  }
}

if (import.meta.main) {
  process.once('disconnect', () => process.exit(1));
  process.once(
    'message',
    (message) => void prepare(message).then((outcome) => process.send?.(outcome, () => process.exit(0))),
  );
}
