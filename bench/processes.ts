import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { platform } from 'node:os';

/** Figures by the name of a process. */
export type ByProcess = Readonly<Record<string, number>>;

/** This process, which makes the load; it is not part of the sum. */
export const LOAD = 'bench (load, sink)';

/** Figures for one of `count`. */
export const divided = (figures: ByProcess, count: number): ByProcess =>
  Object.fromEntries(Object.entries(figures).map(([name, value]): [string, number] => [name, value / count]));

/** A process of our tree: its own processor time, and that of its ended children. */
interface Seen {
  readonly parent: number;
  readonly name: string;
  readonly ownMs: number;
  readonly endedMs: number;
}

/** Linux counts in hundredths of a second towards users (USER_HZ), whatever the kernel does inside. */
const TICK_MS = 10;

/** Processor time and memory are read from /proc, which only Linux has. */
export const canMeasureProcesses = platform() === 'linux' && existsSync('/proc/self/stat');

/** The text of a file of /proc, or nothing when its process is gone. */
function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return '';
  }
}

/** Node's processes are named by the folder of their main.ts, PostgreSQL's by the database that they serve. */
function nameOf(pid: number, ownName: string): string {
  if (pid === process.pid) return ownName;
  const command = readProc(`${pid}/cmdline`).replaceAll('\0', ' ');
  const database = /^postgres: \S+ (?:floor_)?(\S+) [\d.]+\(\d+\)/.exec(command)?.[1];
  if (database !== undefined) return `postgres ${database}`;
  if (command.includes('postgres')) return 'postgres (server)';
  if (command.includes('redis-server')) return 'redis';
  return /(\w+)\/main\.ts/.exec(command)?.[1] ?? 'other';
}

/** This process and all below it. */
function readTree(ownName: string, hidden: ReadonlySet<number>): Map<number, Seen> {
  const stats = new Map<number, number[]>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const stat = readProc(`${pid}/stat`);
    // The name of the program, in parentheses, may hold anything; the fields behind it are numbers, but for the state. See proc(5).
    if (stat !== '')
      stats.set(
        Number(pid),
        stat
          .slice(stat.lastIndexOf(')') + 2)
          .split(' ')
          .map(Number),
      );
  }
  const isBelow = (pid: number): boolean => pid === process.pid || (pid > 1 && isBelow(stats.get(pid)?.[1] ?? 0));
  const tree = new Map<number, Seen>();
  for (const [pid, fields] of stats) {
    if (!isBelow(pid) || hidden.has(pid)) continue;
    const [, parent = 0] = fields;
    const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.slice(11);
    const ownMs = (user + system) * TICK_MS;
    tree.set(pid, { parent, name: nameOf(pid, ownName), ownMs, endedMs: (childrenUser + childrenSystem) * TICK_MS });
  }
  return tree;
}

/** Adds the use between two samples. That of a process that ended in between counts for its parent. */
function usedBetween(before: ReadonlyMap<number, Seen>, after: ReadonlyMap<number, Seen>): ByProcess {
  const used: Record<string, number> = {};
  const add = (name: string, ms: number): void => void (used[name] = (used[name] ?? 0) + ms);
  for (const [pid, { name, ownMs, endedMs }] of after) {
    const then = before.get(pid);
    add(name, ownMs - (then?.ownMs ?? 0));
    // Children of the benchmark itself, such as shells, are not counted.
    if (pid !== process.pid) add(name, endedMs - (then?.endedMs ?? 0));
  }
  for (const [pid, { parent, ownMs, endedMs }] of before) {
    const starter = after.get(parent);
    if (!after.has(pid) && starter && parent !== process.pid) add(starter.name, -ownMs - endedMs);
  }
  return used;
}

/** Reads what the processes below this one use. */
export interface Meter {
  /** Begins to measure; the function that it returns gives the milliseconds of processor since then. Undefined where there is no /proc. */
  start(): () => ByProcess | undefined;
  /** Excludes a process: a connection of the benchmark itself. */
  hide(pid: number): void;
}

/** A meter to which this process is known by a name: LOAD, or its own name if the measured program runs inside. */
export function createMeter(ownName: string): Meter {
  const hidden = new Set<number>();
  return {
    hide: (pid) => void hidden.add(pid),
    start: () => {
      if (!canMeasureProcesses) return () => undefined;
      const before = readTree(ownName, hidden);
      return () => usedBetween(before, readTree(ownName, hidden));
    },
  };
}

/** Resident memory in megabytes: `rss` counts what processes share once for each, `pss` once in all. */
export function readMemory(): { rss: ByProcess; pss: ByProcess } | undefined {
  if (!canMeasureProcesses) return undefined;
  const rss: Record<string, number> = {};
  const pss: Record<string, number> = {};
  for (const [pid, { name }] of readTree(LOAD, new Set())) {
    const rollup = readProc(`${pid}/smaps_rollup`);
    const megabytes = (field: string): number => Number(new RegExp(`${field}: +(\\d+)`).exec(rollup)?.[1] ?? 0) / 1_024;
    rss[name] = (rss[name] ?? 0) + megabytes('Rss');
    pss[name] = (pss[name] ?? 0) + megabytes('Pss');
  }
  return { rss, pss };
}
