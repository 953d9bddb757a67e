import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { hasRedis, startRedis } from '../tests/kit/redis.ts';
import { startSystem } from '../tests/kit/system.ts';
import type { TestSystem } from '../tests/kit/system.ts';
import { measureOrders, prepareShop } from './orders.ts';
import type { Row } from './orders.ts';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    concurrency: { type: 'string', default: '1,16,64' },
    engine: { type: 'string', default: 'postgresql,redis' },
    json: { type: 'string' },
  },
});
const timeMs = Number(options.seconds) * 1_000;
const concurrencies = options.concurrency.split(',').map(Number);

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function benchOn(engine: string): Promise<Row[]> {
  const redis = engine === 'redis' ? await startRedis() : undefined;
  let system: TestSystem | undefined;
  try {
    say(`${engine}: starting a system of its own …`);
    system = await startSystem({ PAYMENT_LIMIT: '1000000', ...(redis && { QUEUE_URL: redis.url }) });
    const shop = await prepareShop(system, Math.max(...concurrencies));
    const rows: Row[] = [];
    for (const concurrency of concurrencies) {
      say(`${engine}: ${concurrency} at once …`);
      rows.push({ engine, ...(await measureOrders(shop, concurrency, timeMs)) });
    }
    return rows;
  } finally {
    await system?.remove();
    await redis?.kill();
  }
}

const rows: Row[] = [];
for (const engine of options.engine.split(',')) {
  if (engine === 'redis' && !hasRedis()) say('redis: left out, since there is no redis-server on this machine');
  else rows.push(...(await benchOn(engine)));
}
const round = (value: number): number => Math.round(value * 10) / 10;
console.table(
  rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, typeof value === 'number' ? round(value) : value]),
    ),
  ),
);
say(`${cpus().length} cores; figures are for comparison within one run.`);
if (options.json !== undefined)
  await writeFile(
    options.json,
    `${JSON.stringify({ node: process.version, cores: cpus().length, seconds: timeMs / 1_000, rows }, null, 2)}\n`,
  );
