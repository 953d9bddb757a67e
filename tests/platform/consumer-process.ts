import { environment } from '#platform/config.ts';
import { createLog } from '#platform/log.ts';
import { connectQueue } from '#platform/queue.ts';

// Consumes a queue in a process of its own, so that one that spins can be ended. It says each message that it has, and whether its event loop turns.

const { QUEUE_URL = '', QUEUE_PREFIX = '' } = environment();
const log = createLog('consumer', { LOG_LEVEL: 'info', LOG_FORMAT: 'json' });
const queue = connectQueue({ url: QUEUE_URL, prefix: QUEUE_PREFIX, log });
queue.consume('orders', 4, async ({ bodies }) => void process.stdout.write(`had ${bodies.length}\n`));
setInterval(() => process.stdout.write('turning\n'), 100);
