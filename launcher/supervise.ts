import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const RESTART_DELAY_MS = 250;
const RESTART_DELAY_MAX_MS = 5_000;
// After this time a process counts as started, and the count of deaths begins anew.
const STABLE_AFTER_MS = 10_000;
// Above the ten seconds of a process's own shutdown limit.
const STOP_LIMIT_MS = 12_000;
const HEALTH_POLL_MS = 5_000;
/** Until its first healthy response. */
const START_POLL_MS = 250;
// Above the delays of a busy machine.
const UNHEALTHY_LIMIT_MS = 15_000;
// Loading a process's modules can take ten seconds on a slow disk.
const START_LIMIT_MS = 60_000;

/** Otherwise V8's young generation grows by 20 MB in each process during the start, and stays so. */
const NODE_OPTIONS = ['--max-semi-space-size=4'];
/** Otherwise glibc keeps freed memory apart for each thread: 10 MB and more in a process. */
const MEMORY = { MALLOC_ARENA_MAX: '1' };
const END_WITH_LAUNCHER = pathToFileURL(join(import.meta.dirname, 'end-with-launcher.ts')).href;
/** Before everything that it instruments. */
const TRACING = pathToFileURL(join(import.meta.dirname, '../platform/tracing.ts')).href;

/** A process that is restarted until it is stopped. */
export interface Supervised {
  readonly name: string;
  /** Shuts it down, kills it after the limit, and does not restart it. */
  readonly stop: () => Promise<void>;
  /** Kills it. */
  readonly kill: () => void;
}

export interface SuperviseOptions {
  readonly name: string;
  /** Path of the script. */
  readonly script: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Of Node, beside those of every process. */
  readonly nodeOptions?: readonly string[];
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void;
  /** Called after an unexpected exit; `deaths` counts those in a row. */
  readonly onDeath: (death: { reason: string; deaths: number; restartsInMs: number }) => void;
  readonly stopLimitMs?: number;
  /** Returns 200 while the process is healthy; otherwise the process is killed after a while, and so restarted. */
  readonly healthUrl?: string;
  readonly unhealthyLimitMs?: number;
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(HEALTH_POLL_MS) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** Kills a process that has been unhealthy for a while: busy-looping, frozen or stuck. Returns whether it did. */
async function killWhenUnhealthy(
  child: ChildProcess,
  options: SuperviseOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const { healthUrl, unhealthyLimitMs = UNHEALTHY_LIMIT_MS } = options;
  if (healthUrl === undefined) return false;
  let limitAt = performance.now() + Math.max(START_LIMIT_MS, unhealthyLimitMs);
  let pollMs = START_POLL_MS;
  while (!signal.aborted) {
    if (await isHealthy(healthUrl)) {
      limitAt = performance.now() + unhealthyLimitMs;
      pollMs = Math.min(HEALTH_POLL_MS, unhealthyLimitMs / 4);
    }
    if (!signal.aborted && performance.now() > limitAt) return child.kill('SIGKILL');
    await delay(pollMs, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

/** Delay before the next start, by the number of deaths in a row. */
export const restartDelay = (deaths: number): number =>
  Math.min(RESTART_DELAY_MS * 2 ** (deaths - 1), RESTART_DELAY_MAX_MS);

function launch(options: SuperviseOptions): { child: ChildProcess; ended: Promise<string> } {
  const { script, environment, nodeOptions = [], onLine } = options;
  const child = spawn(
    process.execPath,
    [...NODE_OPTIONS, ...nodeOptions, '--import', END_WITH_LAUNCHER, '--import', TRACING, script],
    {
      env: { ...MEMORY, ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Its own process group, so that Ctrl-C reaches the launcher only, which stops its processes in order.
      detached: process.platform !== 'win32',
      windowsHide: true,
    },
  );
  for (const stream of ['stdout', 'stderr'] as const) {
    const input = child[stream];
    if (input) createInterface({ input }).on('line', (line) => onLine(line, stream));
  }
  const watching = new AbortController();
  let isKilledHere = false;
  void killWhenUnhealthy(child, options, watching.signal).then((isKilled) => (isKilledHere = isKilled));
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
      resolve(isKilledHere ? `${how}: unhealthy` : how);
    });
    child.once('error', (error) => resolve(error.message));
  }).finally(() => watching.abort());
  return { child, ended };
}

/** Windows has no SIGTERM: closing the IPC channel asks the process to stop. */
function askToStop(child: ChildProcess): void {
  if (process.platform === 'win32' && child.connected) child.disconnect();
  else child.kill('SIGTERM');
}

/** Starts a process and restarts it whenever it exits, with growing delays, until it is stopped. */
export function supervise(options: SuperviseOptions): Supervised {
  const stopping = new AbortController();
  let running = launch(options);

  const keepAlive = async (): Promise<void> => {
    for (let deaths = 0; ;) {
      const startedAt = performance.now();
      const reason = await running.ended;
      if (stopping.signal.aborted) return;
      deaths = performance.now() - startedAt >= STABLE_AFTER_MS ? 1 : deaths + 1;
      const restartsInMs = restartDelay(deaths);
      options.onDeath({ reason, deaths, restartsInMs });
      await delay(restartsInMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      running = launch(options);
    }
  };
  const kept = keepAlive();

  const kill = (): void => {
    stopping.abort();
    running.child.kill('SIGKILL');
  };
  return {
    name: options.name,
    kill,
    stop: async () => {
      stopping.abort();
      askToStop(running.child);
      const force = setTimeout(kill, options.stopLimitMs ?? STOP_LIMIT_MS);
      await kept;
      clearTimeout(force);
    },
  };
}
