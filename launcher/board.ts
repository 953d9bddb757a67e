import { z } from 'zod';
import {
  HTTP_PORT_FAULT,
  SERVICES,
  anyPortSetting,
  isHttpPort,
  logSettings,
  queueUrlSetting,
  readConfig,
} from '#platform/config.ts';
import { createLifecycle } from '#platform/lifecycle.ts';
import { createLog } from '#platform/log.ts';
import { connectQueue } from '#platform/queue.ts';
import { startBoard } from './board-app.ts';
import { runCommand } from './run-command.ts';
import { environmentOfRunningSystem, openDatabase } from './running-system.ts';

/** Settings of the board. Where a system runs from DATA_DIR, the addresses are that system's. */
export const boardSettings = z.object({
  ...logSettings,
  GRAPHQL_URL: z.url({ protocol: /^https?$/ }),
  QUEUE_URL: queueUrlSetting,
  QUEUE_PREFIX: z.string().default('ordergraph'),
  BOARD_HOST: z.string().default('127.0.0.1'),
  BOARD_PORT: anyPortSetting.refine(isHttpPort, HTTP_PORT_FAULT).default(4009),
});

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
