import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment } from '#platform/config.ts';
import { freePortRange } from '../launcher/free-ports.ts';

const LAUNCHER = fileURLToPath(new URL('../launcher/run.js', import.meta.url));
/** Router, five services, the mailbox's two, PostgreSQL. */
const PORTS = 9;
const START_LIMIT_MS = 180_000;
/** Above the launcher's limit for stopping its processes. */
const STOP_LIMIT_MS = 30_000;

/** A system that was started for the demo. */
export interface OwnSystem {
  readonly url: string;
  /** Its data folder. */
  readonly folder: string;
  /** Its launcher's. */
  readonly pid: number | undefined;
  /** Stops it and removes its data. */
  readonly stop: () => Promise<void>;
}

/** The user's settings of their own system do not apply to this one. */
const SURROUNDINGS =
  /^(PATH|HOME|USER|LANG|LC_.*|TMPDIR|TEMP|TMP|TZ|SystemRoot|ComSpec|PATHEXT|USERPROFILE|APPDATA|LOCALAPPDATA)$/i;

/**
 * Starts a system as `npm start` does, on free ports and with its data in a temporary folder, and waits until it is ready. It ends with
 * this process, however that ends.
 */
export async function startOwnSystem(signal: AbortSignal): Promise<OwnSystem> {
  const folder = await mkdtemp(join(tmpdir(), 'ordergraph-demo-'));
  const port = await freePortRange(PORTS);
  const inherited = Object.entries(environment()).filter(([name]) => SURROUNDINGS.test(name));
  const launcher = spawn(process.execPath, [LAUNCHER, 'main'], {
    // Not a folder with a .env.
    cwd: folder,
    env: { ...Object.fromEntries(inherited), PORT: String(port), DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'warn' },
    // The launcher stops when its channel to this process breaks.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const stop = async (): Promise<void> => {
    await stopProcess(launcher);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(launcher, signal);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}/graphql`, folder, pid: launcher.pid, stop };
}

async function untilReady(launcher: ChildProcess, signal: AbortSignal): Promise<void> {
  let output = '';
  const ready = new Promise<void>((resolve, reject) => {
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes('Ordergraph is ready')) resolve();
    };
    launcher.stdout?.on('data', take);
    launcher.stderr?.on('data', take);
    launcher.once('error', reject);
    launcher.once('exit', () => reject(new Error(`The system did not start:\n${output}`)));
    signal.addEventListener('abort', () => resolve());
    AbortSignal.timeout(START_LIMIT_MS).addEventListener('abort', () => {
      reject(new Error(`The system was not ready in time:\n${output}`));
    });
  });
  signal.throwIfAborted();
  await ready;
  signal.throwIfAborted();
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit', { signal: AbortSignal.timeout(STOP_LIMIT_MS) });
  // Windows has no SIGTERM: closing the IPC channel asks the process to stop.
  if (process.platform === 'win32') child.disconnect();
  else child.kill('SIGTERM');
  await gone.catch(() => child.kill('SIGKILL'));
}
