import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const RESTART_DELAY_MS = 250;
const RESTART_DELAY_MAX_MS = 5_000;
// A process that lived this long did start: its next death is a new story.
const LIVED_MS = 10_000;
// Above the ten seconds that a process gives itself to stop.
const STOP_LIMIT_MS = 12_000;
const HEALTH_POLL_MS = 5_000;
/** Until it has answered once. */
const START_POLL_MS = 250;
// Above what a machine that is busy with something else makes a process wait.
const UNWELL_LIMIT_MS = 15_000;
// A slow disk takes some ten seconds to read all that a process consists of.
const START_LIMIT_MS = 60_000;

/** V8's young generation otherwise grows by some 20 MB in each process while it starts, and stays so. */
const NODE_OPTIONS = ['--max-semi-space-size=4'];
const END_WITH_LAUNCHER = pathToFileURL(join(import.meta.dirname, 'end-with-launcher.ts')).href;
/** Before everything that it instruments. */
const TRACING = pathToFileURL(join(import.meta.dirname, '../platform/tracing.ts')).href;

/** A process that is kept alive until it is stopped. */
export interface Supervised {
  readonly name: string;
  /** Asks it to stop, waits, and ends it by force when it takes too long. It is not started again. */
  readonly stop: () => Promise<void>;
  /** Ends it by force, at once. */
  readonly kill: () => void;
}

export interface SuperviseOptions {
  readonly name: string;
  /** The script that Node runs. */
  readonly script: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void;
  /** Told when it died by itself; `deaths` counts those in a row, without a life in between. */
  readonly onDeath: (death: { reason: string; deaths: number; restartsInMs: number }) => void;
  readonly stopLimitMs?: number;
  /** What it answers with 200 while it works. When it does not for a while it is ended, and so started again. */
  readonly healthUrl?: string;
  readonly unwellLimitMs?: number;
}

async function isWell(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(HEALTH_POLL_MS) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** Ends a process by force once it has not worked for a while: it spins, is frozen, or stands still. Returns whether it did. */
async function endWhenUnwell(child: ChildProcess, options: SuperviseOptions, signal: AbortSignal): Promise<boolean> {
  const { healthUrl, unwellLimitMs = UNWELL_LIMIT_MS } = options;
  if (healthUrl === undefined) return false;
  let limitAt = performance.now() + Math.max(START_LIMIT_MS, unwellLimitMs);
  let pollMs = START_POLL_MS;
  while (!signal.aborted) {
    if (await isWell(healthUrl)) {
      limitAt = performance.now() + unwellLimitMs;
      pollMs = Math.min(HEALTH_POLL_MS, unwellLimitMs / 4);
    }
    if (!signal.aborted && performance.now() > limitAt) return child.kill('SIGKILL');
    await delay(pollMs, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

/** How long to wait before the next start after so many deaths in a row. */
export const restartDelay = (deaths: number): number =>
  Math.min(RESTART_DELAY_MS * 2 ** (deaths - 1), RESTART_DELAY_MAX_MS);

function launch(options: SuperviseOptions): { child: ChildProcess; ended: Promise<string> } {
  const { script, environment, onLine } = options;
  const child = spawn(process.execPath, [...NODE_OPTIONS, '--import', END_WITH_LAUNCHER, '--import', TRACING, script], {
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A group of its own: Ctrl-C in a terminal is for the launcher alone, which stops its processes in order.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  for (const stream of ['stdout', 'stderr'] as const) {
    const input = child[stream];
    if (input) createInterface({ input }).on('line', (line) => onLine(line, stream));
  }
  const watching = new AbortController();
  let isEndedHere = false;
  void endWhenUnwell(child, options, watching.signal).then((isEnded) => (isEndedHere = isEnded));
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
      resolve(isEndedHere ? `${how}, since it did not work any more` : how);
    });
    child.once('error', (error) => resolve(error.message));
  }).finally(() => watching.abort());
  return { child, ended };
}

/** Without a signal for "please", Windows' processes are asked by closing their channel to the launcher. */
function askToStop(child: ChildProcess): void {
  if (process.platform === 'win32' && child.connected) child.disconnect();
  else child.kill('SIGTERM');
}

/** Starts a process and starts it again whenever it dies, each time a little later, until it is stopped. */
export function supervise(options: SuperviseOptions): Supervised {
  const stopping = new AbortController();
  let running = launch(options);

  const keepAlive = async (): Promise<void> => {
    for (let deaths = 0; ;) {
      const startedAt = performance.now();
      const reason = await running.ended;
      if (stopping.signal.aborted) return;
      deaths = performance.now() - startedAt >= LIVED_MS ? 1 : deaths + 1;
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
