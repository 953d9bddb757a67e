import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import type { Stores } from './databases.ts';
import { Obstacle, reasonOf } from './obstacle.ts';

const outcomeSchema = z.union([
  z.object({ applied: z.number() }),
  z.object({ fault: z.string(), isObstacle: z.boolean() }),
]);

/**
 * Runs prepareStores (databases.ts) in a thread, whose memory is free again afterwards: the migration engine takes as much as a service, and the
 * launcher lives as long as they do. Returns how many migrations were applied.
 */
export async function prepareStoresInThread(stores: Stores): Promise<number> {
  const thread = new Worker(new URL(import.meta.url), { workerData: stores });
  const outcome = await new Promise<z.infer<typeof outcomeSchema>>((resolve, reject) => {
    thread.once('message', (message) => resolve(outcomeSchema.parse(message)));
    thread.once('error', reject);
    thread.once('exit', () => reject(new Error('The thread that migrates ended without an outcome')));
  });
  await thread.terminate();
  if ('applied' in outcome) return outcome.applied;
  throw outcome.isObstacle ? new Obstacle(outcome.fault) : new Error(outcome.fault);
}

if (!isMainThread) {
  const { prepareStores } = await import('./databases.ts');
  const stores: Stores = workerData;
  try {
    parentPort?.postMessage({ applied: await prepareStores(stores) });
  } catch (error) {
    const isObstacle = error instanceof Obstacle;
    parentPort?.postMessage({ fault: isObstacle ? error.message : reasonOf(error), isObstacle });
  }
}
