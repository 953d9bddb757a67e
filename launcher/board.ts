import { SERVICES, readConfig } from '#platform/config.ts';
import { createLifecycle } from '#platform/lifecycle.ts';
import { createLog } from '#platform/log.ts';
import { connectQueue } from '#platform/queue.ts';
import { startBoard } from './board-app.ts';
import { runCommand } from './run-command.ts';
import { environmentOfRunningSystem, openDatabase } from './running-system.ts';
import { boardSettings } from './settings.ts';

/** `npm run board`: serves the queues and the dead letters of a running system to its administrators. */
await runCommand(async () => {
  const config = readConfig(boardSettings, await environmentOfRunningSystem());
  const log = createLog('board', config);
  const databases = await Promise.all(
    SERVICES.map(async (service) => ({ service, database: await openDatabase(service) })),
  );
  const queue = connectQueue({ url: config.QUEUE_URL, prefix: config.QUEUE_PREFIX, log });
  const board = await startBoard({
    host: config.BOARD_HOST,
    port: config.BOARD_PORT,
    graphqlUrl: config.GRAPHQL_URL,
    queue,
    databases,
    log,
  });
  const lifecycle = createLifecycle(log);
  for (const { service, database } of databases) lifecycle.onStop(service, () => database.close());
  lifecycle.onStop('queue', () => queue.close());
  lifecycle.onStop('board', () => board.stop());
  console.log(`Queues and dead letters: http://${config.BOARD_HOST}:${board.port}/  (sign in as an administrator)`);
});
