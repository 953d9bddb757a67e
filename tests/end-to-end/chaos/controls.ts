import { PROTECTIONS } from './protections.ts';
import { runChaos } from './run.ts';
import { stopOnSignal } from './world.ts';

const MINUTES = 2;
const SEED = 1;

/** `npm run chaos:controls`: the run must find what is wrong with each protection taken away, in the way that is expected. */
const print = (line: string): void => void process.stdout.write(`${line}\n`);
stopOnSignal();
const asked = process.argv.slice(2);
for (const [without, { engine, faults, finding }] of Object.entries(PROTECTIONS)) {
  if (asked.length > 0 && !asked.includes(without)) continue;
  const startedAt = performance.now();
  const { violations } = await runChaos({
    minutes: MINUTES,
    seed: SEED,
    engine,
    without,
    faults,
    onLine: () => undefined,
  });
  const found = violations.filter((violation) => finding.test(violation));
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  print(
    `${found.length > 0 ? 'ok  ' : 'FAIL'} without ${without} (${engine}, ${seconds} s): ${found[0] ?? violations[0] ?? 'nothing was found'}`,
  );
  if (found.length === 0) process.exitCode = 1;
}
