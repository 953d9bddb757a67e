import fc from 'fast-check';
import { z } from 'zod';
import { readConfig } from '#platform/config.ts';

/** After a failure, how long a smaller one is looked for. */
const SHRINK_LIMIT_MS = 60_000;

/**
 * The usual runs are the same everywhere, so that a failure is the change's and what they must reach they reach; other seeds are asked for
 * by the environment.
 */
const USUAL_SEED = 2;

/** How a test of random runs is to be run. */
export interface RandomRuns {
  /** For `fc.assert`. */
  readonly parameters: Pick<fc.Parameters<unknown>, 'numRuns' | 'seed' | 'path' | 'plugins'>;
  /** For vitest: longer than all runs and the search for a smaller failure, so that the seed is always told. */
  readonly timeout: number;
  /** Whether it is the usual number of runs, or more, with the usual seed: then they reach what a test may expect them to. */
  readonly isUsual: boolean;
}

/**
 * Random runs of a test. The environment can ask for more of them (`MODEL_RUNS=500`), and for those that failed: `MODEL_SEED` and
 * `MODEL_PATH` take what fast-check prints as `seed` and `path`. `secondsEach` is how long a run may take on a busy machine.
 */
export function randomRuns(name: 'MODEL' | 'FUZZ', runs: number, secondsEach: number): RandomRuns {
  const number = z.coerce.number().int();
  const settings = z.object({
    [`${name}_RUNS`]: number.positive().optional(),
    [`${name}_SEED`]: number.optional(),
    [`${name}_PATH`]: z.string().optional(),
  });
  const given: Record<string, unknown> = readConfig(settings);
  const numRuns = number.default(runs).parse(given[`${name}_RUNS`]);
  const seed = number.default(USUAL_SEED).parse(given[`${name}_SEED`]);
  const path = z.string().optional().parse(given[`${name}_PATH`]);
  const limit = numRuns * secondsEach * 1_000 + SHRINK_LIMIT_MS;
  return {
    parameters: {
      numRuns,
      plugins: [fc.interruptAfterTimeLimit(limit, { failOnInterrupt: true })],
      seed,
      ...(path !== undefined && { path }),
    },
    timeout: limit + SHRINK_LIMIT_MS,
    isUsual: seed === USUAL_SEED && path === undefined && numRuns >= runs,
  };
}
