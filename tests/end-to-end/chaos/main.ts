import { parseArgs } from 'node:util';
import { PROCESSES } from './fault.ts';
import { runPairs } from './pairs.ts';
import { runChaos } from './run.ts';
import type { ChaosReport } from './run.ts';
import { stopOnSignal } from './world.ts';

const USAGE =
  'Usage: npm run chaos -- [--minutes N] [--seed S] [--engine postgres|redis] [--rate R] [--faults "name, name"] [--without protection], or --pairs [--minutes N] [--seed S] [--rate R]';
const SHOWN_MAX = 30;

const print = (line: string): void => void process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);

const secondsOf = (ms: number | undefined): string => `${((ms ?? 0) / 1_000).toFixed(1)} s`;

/** Between two kills of a pair. */
const PAUSE_MS = 3_000;
const QUIET_MS = 15_000;

async function showPairs(minutes: number, seed: number, rate: number): Promise<void> {
  const rounds = Math.max(1, Math.round((minutes * 60_000) / (PROCESSES.length * PAUSE_MS)));
  const report = await runPairs({ rounds, pauseMs: PAUSE_MS, quietMs: QUIET_MS, seed, rate, onLine: print });
  print(`${report.kills} kills, ${report.orders} orders; clients got: ${JSON.stringify(report.outcomes)}`);
  print(`${report.violations.length} violations`);
  for (const violation of report.violations.slice(0, SHOWN_MAX)) print(`  ${violation}`);
  if (report.violations.length > 0) process.exitCode = 1;
}

function show({ rounds, faults, orders, settledMs, largestMb, violations }: ChaosReport, command: string): void {
  const sorted = settledMs.toSorted((a, b) => a - b);
  const struck = [...faults.values()].reduce((sum, count) => sum + count, 0);
  print(
    `${rounds} rounds with ${struck} faults of ${faults.size} kinds, ${orders} orders, largest process ${largestMb} MB`,
  );
  print(
    `from the last fault to all settled: median ${secondsOf(sorted[Math.floor(sorted.length / 2)])}, worst ${secondsOf(sorted.at(-1))}`,
  );
  print(`${violations.length} violations`);
  for (const violation of violations.slice(0, SHOWN_MAX)) print(`  ${violation}`);
  if (violations.length === 0) return;
  print(`To repeat it: ${command}`);
  process.exitCode = 1;
}

stopOnSignal();
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    engine: { type: 'string', default: 'postgres' },
    rate: { type: 'string', default: '4' },
    faults: { type: 'string' },
    without: { type: 'string' },
    pairs: { type: 'boolean', default: false },
  },
});
const [minutes, seed, rate] = [Number(values.minutes), Number(values.seed), Number(values.rate)];
const { engine, without, faults } = values;
if (!(minutes > 0) || !Number.isInteger(seed) || !(rate > 0) || (engine !== 'postgres' && engine !== 'redis')) {
  process.stderr.write(`${USAGE}\n`);
  process.exit(2);
}
if (values.pairs) await showPairs(minutes, seed, rate);
else {
  const words = [`--minutes ${minutes} --seed ${seed} --engine ${engine} --rate ${rate}`]
    .concat(faults === undefined ? [] : `--faults "${faults}"`)
    .concat(without === undefined ? [] : `--without ${without}`);
  const command = `npm run chaos -- ${words.join(' ')}`;
  print(command);
  const options = { minutes, seed, engine, rate, without, faults: faults?.split(/, ?/), onLine: print } as const;
  show(await runChaos(options), command);
}
