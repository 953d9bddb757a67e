import { environment } from '#platform/config.ts';
import { createLog } from '#platform/log.ts';
import { connectQueue } from '#platform/queue.ts';

// Consumes a queue in a process of its own, so that it can be killed. It says each message that it has, and whether its event loop turns.

const { QUEUE_URL = '', QUEUE_PREFIX = '', NEVER_DONE } = environment();
const log = createLog('consumer', { LOG_LEVEL: 'info', LOG_FORMAT: 'json' });
const queue = connectQueue({ url: QUEUE_URL, prefix: QUEUE_PREFIX, log });
queue.consume('orders', 4, ({ bodies }) => {
  process.stdout.write(`had ${bodies.length}\n`);
  return NEVER_DONE === undefined ? Promise.resolve() : Promise.withResolvers<void>().promise;
});
setInterval(() => process.stdout.write('turning\n'), 100);
