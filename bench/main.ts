// Measures orders and what is read of them, beside the floor: `npm run bench`. docs/performance.md says how to read it.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { setForLibraries } from '#platform/config.ts';
import { isAlive, processesBelow } from '../tests/kit/processes.ts';
import { hasRedis } from '../tests/kit/redis.ts';
import { startEngine } from './engine.ts';
import type { Engine } from './engine.ts';
import { openFloor } from './floor.ts';
import { startMailSink } from './mail-sink.ts';
import { measureBeside, measureOrders, measureReads } from './orders.ts';
import type { Effort, Measured, Subject } from './orders.ts';
import { LOAD, canMeasureProcesses, createMeter, divided, readMemory } from './processes.ts';
import type { ByProcess } from './processes.ts';
import { openSystem, startMeasured } from './system.ts';
import { ORDER, ORDER_AND_MAILS, printFigures } from './tables.ts';
import type { EngineFigures } from './tables.ts';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    concurrency: { type: 'string', default: '1,16,64' },
    engine: { type: 'string', default: 'postgresql,redis' },
    orders: { type: 'string' },
    mailbox: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const timeMs = Number(options.seconds) * 1_000;
const callsMax = options.orders === undefined ? undefined : Number(options.orders);
const concurrencies = options.concurrency.split(',').map(Number);
const customerCount = Math.max(...concurrencies);
/** Compilers and pools have settled by then. */
const WARM_UP_MS = 3_000;
const WARM_UP_READS_MS = 1_000;
const IDLE_MS = 2_000;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** What is asked at one concurrency without mail, one kind after the other. */
async function measureAll(subject: Subject, prefix: string, effort: Effort): Promise<Measured[]> {
  say(`  ${prefix}${effort.concurrency} at once …`);
  return [
    await measureOrders(subject, `${prefix}${ORDER}`, { ...effort, callsMax }),
    await measureReads(subject, `${prefix}page`, 'page', effort),
    await measureReads(subject, `${prefix}small read`, 'small', effort),
  ];
}

/** Runs all that will be measured for a moment. */
async function warmUp(subject: Subject): Promise<void> {
  const effort: Effort = { concurrency: customerCount, timeMs: WARM_UP_MS };
  await measureOrders(subject, 'warm-up', effort);
  await measureReads(subject, 'warm-up', 'page', { ...effort, timeMs: WARM_UP_READS_MS });
  await measureReads(subject, 'warm-up', 'small', { ...effort, timeMs: WARM_UP_READS_MS });
}

async function measureFloor(engine: Engine): Promise<Measured[]> {
  const floor = await openFloor(engine, customerCount);
  try {
    await warmUp(floor);
    const measured: Measured[] = [];
    for (const concurrency of concurrencies)
      measured.push(...(await measureAll(floor, 'floor: ', { concurrency, timeMs })));
    return measured;
  } finally {
    await floor.close();
  }
}

/** Processor time of each process while idle, in milliseconds per second. */
async function measureIdle(): Promise<ByProcess | undefined> {
  const stop = createMeter(LOAD).start();
  await delay(IDLE_MS);
  const used = stop();
  return used && divided(used, IDLE_MS / 1_000);
}

async function measureSystem(engine: Engine): Promise<Omit<EngineFigures, 'engine'>> {
  const sink = await startMailSink();
  const system = await startMeasured(engine, options.mailbox ? undefined : sink.url).catch((error: unknown) => {
    sink.close();
    throw error;
  });
  try {
    const subject = await openSystem({ engine, system, customerCount }, sink.isFlowing);
    await subject.notified();
    const idle = await measureIdle();
    const started = readMemory();
    await warmUp(subject);
    const measured: Measured[] = [];
    for (const concurrency of concurrencies) {
      say(`  with mail, ${concurrency} at once …`);
      measured.push(await measureOrders(subject, ORDER_AND_MAILS, { concurrency, timeMs, callsMax }));
    }
    // The mailbox cannot be made to hold mail back.
    if (!options.mailbox) sink.hold();
    for (const concurrency of options.mailbox ? [] : concurrencies) {
      measured.push(...(await measureAll(subject, '', { concurrency, timeMs })));
      if (customerCount > 1)
        measured.push(await measureBeside(subject, 'order beside a flood', { concurrency, timeMs }));
    }
    const loaded = readMemory();
    await subject.close();
    const memory = {
      'RSS started': started?.rss,
      'PSS started': started?.pss,
      'RSS loaded': loaded?.rss,
      'PSS loaded': loaded?.pss,
    };
    return { measured, atRest: { 'processor ms/s': idle, ...memory } };
  } finally {
    sink.close();
    await system.remove();
  }
}

let engineNow: Engine | undefined;

async function measureEngine(name: string): Promise<EngineFigures> {
  say(`${name}: starting its servers, the floor and then a system …`);
  const engine = await startEngine(name);
  engineNow = engine;
  try {
    const floor = await measureFloor(engine);
    const { measured, atRest } = await measureSystem(engine);
    return { engine: name, measured: [...measured, ...floor], atRest };
  } finally {
    await engine.stop();
  }
}

let isInterrupted = false;

/** Stops the servers in order of dependency, and exits. */
async function interrupt(): Promise<never> {
  isInterrupted = true;
  // What is being measured loses its connections now.
  for (const event of ['uncaughtException', 'unhandledRejection']) process.on(event, () => undefined);
  const launchers = processesBelow(process.pid).filter(({ command }) => command.includes('launcher/main.ts'));
  for (const { pid } of launchers) process.kill(pid, 'SIGINT');
  while (launchers.some(({ pid }) => isAlive(pid))) await delay(100);
  await engineNow?.stop();
  return process.exit(1);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void interrupt());

/** All data is in one folder, which is removed when this process ends. */
const folder = mkdtempSync(join(tmpdir(), 'ordergraph-bench-'));
chmodSync(folder, 0o755); // PostgreSQL runs as another user if this one is root.
setForLibraries('TMPDIR', folder);
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

if (!canMeasureProcesses)
  say('Processor time and memory are left out: they are read from /proc, which this system does not have.');
const figures: EngineFigures[] = [];
for (const name of options.engine.split(',')) {
  if (name === 'redis' && !hasRedis()) {
    say('redis: left out, since there is no redis-server on this machine');
    continue;
  }
  const measured = await measureEngine(name).catch(async (error: unknown) => {
    if (isInterrupted) await Promise.race([]); // Never: the end is under way.
    throw error;
  });
  printFigures(measured);
  figures.push(measured);
}
say(`${cpus().length} cores; figures are for comparison within one run.`);
if (options.json !== undefined)
  writeFileSync(
    options.json,
    `${JSON.stringify({ node: process.version, cores: cpus().length, options, figures }, null, 2)}\n`,
  );
