import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { areSettled, bookFaults, clientFaults, logFaults, processFaults, unsentMail } from './checks.ts';
import type { Fault, Scene } from './fault.ts';
import { FAULTS } from './faults.ts';
import { createLoad } from './load.ts';
import { createCaller } from './people.ts';
import { PROTECTIONS, sourceWithout } from './protections.ts';
import { randomOf } from './random.ts';
import type { Random } from './random.ts';
import { startWorld, stopWorld } from './world.ts';
import type { World } from './world.ts';

/** What is to be run. */
export interface ChaosOptions {
  /** Until each fault has struck once, where it is not given. */
  readonly minutes?: number | undefined;
  readonly seed: number;
  readonly engine: 'postgres' | 'redis';
  /** The name of a protection to take away. */
  readonly without?: string | undefined;
  /** Only these faults. */
  readonly faults?: readonly string[] | undefined;
  /** How many things customers begin in a second. */
  readonly rate?: number | undefined;
  readonly onLine: (line: string) => void;
}

/** What came of it. */
export interface ChaosReport {
  readonly rounds: number;
  /** How often each fault struck. */
  readonly faults: ReadonlyMap<string, number>;
  readonly orders: number;
  /** From the end of the last fault of a round until every order was settled. */
  readonly settledMs: readonly number[];
  readonly largestMb: number;
  readonly violations: readonly string[];
}

export const SETTLE_LIMIT_MS = 30_000;
const POLL_MS = 250;
const RATE = 4;
const FAULTS_MAX = 3;
/** Lines that are alike, in ten minutes. */
const ALIKE_MAX = 1_000;
const PROJECT = join(import.meta.dirname, '../../..');

/** Deals all faults before one comes again. */
function dealer(world: World, random: Random, names: readonly string[] | undefined) {
  const possible = FAULTS.filter(
    ({ name, isPossible }) => (names?.includes(name) ?? true) && (isPossible?.(world) ?? true),
  );
  const missing = names?.filter((name) => FAULTS.every((fault) => fault.name !== name)) ?? [];
  if (missing.length > 0 || possible.length === 0)
    throw new Error(`There is no fault ${missing.join(', ')}; there are: ${FAULTS.map(({ name }) => name).join(', ')}`);
  let deck: Fault[] = [];
  const deal = (): Fault => {
    if (deck.length === 0) deck = random.shuffled(possible);
    const fault = deck.pop();
    if (fault === undefined) throw new Error('There is no fault');
    return fault;
  };
  return { deal, possible };
}

/** Lets a few faults happen, some of them at the same time. Resolves when all have healed; returns their names. */
async function strike(scene: Scene, deal: () => Fault): Promise<string[]> {
  const { random } = scene;
  const faults = Array.from({ length: random.whole(1, FAULTS_MAX + 1) }, deal);
  const healing: Promise<unknown>[] = [];
  for (const [index, fault] of faults.entries()) {
    if (fault.isAlone === true) await Promise.all(healing);
    // What a fault draws does not depend on how long the others take.
    const healed = fault
      .strike({ ...scene, random: randomOf(random.whole(0, 2 ** 31), index) })
      .catch((error: unknown) => scene.load.known.faults.push(`"${fault.name}" did not heal: ${String(error)}`));
    healing.push(healed);
    if (fault.isAlone === true || random.chance(0.5)) await healed;
    await delay(random.between(0, 1_500));
  }
  await Promise.all(healing);
  return faults.map(({ name }) => name);
}

/** Repeats a check until it finds nothing, or the limit has passed; returns what it found last. */
export async function untilNone(check: () => Promise<readonly string[]>, limitAt: number): Promise<readonly string[]> {
  for (;;) {
    const found = await check();
    if (found.length === 0 || performance.now() > limitAt) return found;
    await delay(POLL_MS);
  }
}

interface Round {
  readonly settledMs: number;
  readonly violations: readonly string[];
  readonly largestMb: number;
}

/** Waits until everything is settled, and looks whether all of it is right. */
export async function settle({ world, load, caller }: Scene): Promise<Round> {
  const healedAt = performance.now();
  const limitAt = healedAt + SETTLE_LIMIT_MS;
  caller.limitAt = limitAt;
  const atWork = bookFaults(world, 'at work');
  await load.end();
  while (!(await areSettled(world)) && performance.now() < limitAt) await delay(POLL_MS);
  const settledMs = performance.now() - healedAt;
  const books = await untilNone(() => bookFaults(world, 'settled'), limitAt);
  const { faults, largestMb } = await processFaults(world);
  caller.limitAt = Infinity;
  const clients = await clientFaults(world, load.known).catch((error: unknown) => [String(error)]);
  const known = [...caller.faults.splice(0), ...load.known.faults.splice(0)];
  return { settledMs, largestMb, violations: [...known, ...(await atWork), ...books, ...faults, ...clients] };
}

/** Throws where a control would change nothing. */
function checkControl(without: string | undefined): void {
  if (without === undefined) return;
  const protection = PROTECTIONS[without];
  if (protection === undefined) throw new Error(`--without: one of ${Object.keys(PROTECTIONS).join(', ')}`);
  for (const { file } of protection.lines) {
    const path = join(PROJECT, file);
    if (!existsSync(path)) throw new Error(`${file} is not there any more; the control "${without}" changes it`);
    sourceWithout(without, path, readFileSync(path, 'utf8'));
  }
}

async function dropConstraints(world: World, without: string | undefined): Promise<void> {
  const dropped = PROTECTIONS[without ?? '']?.dropped;
  if (dropped === undefined) return;
  const client = new pg.Client({ connectionString: world.system.databaseUrl(dropped.service) });
  await client.connect();
  await client.query(dropped.sql);
  await client.end();
}

const secondsOf = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

/** Runs a system through faults until the time is over or something is wrong. Leaves nothing behind. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { minutes, seed, engine, without, onLine, rate = RATE } = options;
  checkControl(without);
  const struck = new Map<string, number>();
  const settledMs: number[] = [];
  const violations: string[] = [];
  let [orders, largestMb] = [0, 0];
  try {
    const world = await startWorld(engine, without);
    await dropConstraints(world, without);
    if (world.disk === undefined)
      onLine('the data folder has no disk of its own (root may mount one): "no space left" is left out');
    const caller = createCaller(world.system);
    const load = await createLoad(caller, seed, rate);
    const scene: Scene = { world, load, caller, random: randomOf(seed, 0) };
    const { deal, possible } = dealer(world, scene.random, options.faults);
    const endsAt = performance.now() + (minutes ?? 0) * 60_000;
    const isOver = (): boolean =>
      minutes === undefined ? struck.size === possible.length : performance.now() > endsAt;
    while (!isOver() && violations.length === 0) {
      load.begin();
      await delay(scene.random.between(500, 2_000));
      const names = await strike(scene, deal);
      const round = await settle(scene);
      for (const name of names) struck.set(name, (struck.get(name) ?? 0) + 1);
      settledMs.push(round.settledMs);
      violations.push(...round.violations);
      largestMb = Math.max(largestMb, round.largestMb);
      orders = load.known.seen.size;
      onLine(`${names.join(', then ')}: ${orders} orders so far, settled after ${secondsOf(round.settledMs)}`);
    }
    if (violations.length === 0)
      violations.push(...(await untilNone(() => unsentMail(world), performance.now() + SETTLE_LIMIT_MS)));
    violations.push(...logFaults(world, ALIKE_MAX * Math.max(1, (minutes ?? 0) / 10)));
  } finally {
    await stopWorld();
  }
  return {
    rounds: settledMs.length,
    faults: struck,
    orders,
    settledMs,
    largestMb,
    violations: [...new Set(violations)],
  };
}
