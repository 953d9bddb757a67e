import { setTimeout as delay } from 'node:timers/promises';
import { PROCESSES, signal } from './fault.ts';
import { createLoad } from './load.ts';
import { createCaller } from './people.ts';
import { randomOf } from './random.ts';
import { query, unsentMail } from './checks.ts';
import { SETTLE_LIMIT_MS, settle, untilNone } from './run.ts';
import { startWorld, stopWorld } from './world.ts';
import type { World } from './world.ts';

/** How two of every process are run. */
export interface PairsOptions {
  /** How often one of each kind is killed. */
  readonly rounds: number;
  /** Between two kills. */
  readonly pauseMs: number;
  /** Without a kill, before the first and after the last. */
  readonly quietMs: number;
  readonly seed: number;
  /** How many things customers begin in a second. */
  readonly rate: number;
  readonly onLine: (line: string) => void;
}

/** What came of it. */
export interface PairsReport {
  readonly kills: number;
  readonly orders: number;
  /** How often clients got an answer, each code of an error, or none because their connection was lost. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly violations: readonly string[];
}

type Phase = readonly [name: string, beginsAt: number, endsAt: number];

const secondsOf = (ms: number): string => (ms / 1_000).toFixed(1);

/** Orders confirmed in each phase: per second, each second, the longest time without one, and how long they took. */
async function* throughput({ system }: World, phases: readonly Phase[]): AsyncGenerator<string> {
  const rows = await query<{ at: Date; ms: number }>(
    system.databaseUrl('orders'),
    `SELECT confirmed.at, (extract(epoch FROM confirmed.at - placed.at) * 1000)::float8 AS ms
     FROM order_events AS confirmed JOIN order_events AS placed USING (order_id)
     WHERE confirmed.status = 'CONFIRMED' AND placed.status = 'PENDING' ORDER BY 1`,
  );
  for (const [name, beginsAt, endsAt] of phases) {
    const own = rows.filter(({ at }) => at.getTime() >= beginsAt && at.getTime() < endsAt);
    const times = [beginsAt, ...own.map(({ at }) => at.getTime()), endsAt];
    const pause = Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? at)));
    const took = own.map(({ ms }) => ms).toSorted((a, b) => a - b);
    const perSecond = Array.from(
      { length: Math.floor((endsAt - beginsAt) / 1_000) },
      (_, second) => own.filter(({ at }) => Math.floor((at.getTime() - beginsAt) / 1_000) === second).length,
    );
    const quantile = (share: number): string => `${Math.round(took[Math.floor(took.length * share)] ?? 0)} ms`;
    yield (
      `${name}: ${((own.length * 1_000) / (endsAt - beginsAt)).toFixed(1)} orders confirmed a second, the longest pause ${secondsOf(pause)} s, ` +
        `each after ${quantile(0.5)} (median), ${quantile(0.99)} (99 of 100)`
    );
    yield `${name}, each second: ${perSecond.join(' ')}`;
  }
}

/** Two processes of each service and of the router, on Redis, of which one of each kind is killed in turn under load. Leaves nothing behind. */
export async function runPairs(options: PairsOptions): Promise<PairsReport> {
  const { rounds, pauseMs, quietMs, seed, rate, onLine } = options;
  const violations: string[] = [];
  try {
    const world = await startWorld('redis', undefined);
    await world.startCopies(true);
    const caller = createCaller(world);
    const load = await createLoad(caller, seed, rate);
    const random = randomOf(seed, 0);
    load.begin();
    await delay(quietMs); // The first orders are slower: code is compiled, connections are made.
    const startedAt = Date.now();
    await delay(quietMs);
    const killedAt = Date.now();
    let kills = 0;
    for (let round = 0; round < rounds; round += 1)
      for (const name of random.shuffled(PROCESSES)) {
        await world.untilBothReady(name);
        const pids = world.pidsOf(name);
        if (pids.length !== 2) violations.push(`there were ${pids.length} processes of ${name}, where two are to be`);
        const before = new Map(caller.outcomes);
        signal([pids[round % 2] ?? 0].filter(Boolean), 'SIGKILL');
        kills += 1;
        await delay(pauseMs);
        const told = [...caller.outcomes].flatMap(([outcome, count]) =>
          count > (before.get(outcome) ?? 0) ? [`${count - (before.get(outcome) ?? 0)} ${outcome}`] : [],
        );
        onLine(`killed ${name} ${(round % 2) + 1}: ${told.join(', ')}`);
      }
    const healedAt = Date.now();
    await delay(quietMs);
    const endedAt = Date.now();
    const settled = await settle({ world, load, caller, random });
    violations.push(...settled.violations);
    const phases: Phase[] = [
      ['before', startedAt, killedAt],
      ['while they are killed', killedAt, healedAt],
      ['after', healedAt, endedAt],
    ];
    for await (const line of throughput(world, phases)) onLine(line);
    onLine(`all settled after ${secondsOf(settled.settledMs)} s`);
    violations.push(...(await untilNone(() => unsentMail(world), performance.now() + SETTLE_LIMIT_MS)));
    const outcomes = Object.fromEntries(caller.outcomes);
    return { kills, orders: load.known.seen.size, outcomes, violations: [...new Set(violations)] };
  } finally {
    await stopWorld();
  }
}
