import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { environment } from '#platform/config.ts';
import type { Service } from '#platform/config.ts';
import { POSTGRES_USER } from '../../launcher/postgres-cluster.ts';
import { freePortRange } from '../../launcher/free-ports.ts';
import { processesBelow } from './processes.ts';
import type { RunningProcess } from './processes.ts';
import { createVisitor } from './visitor.ts';
import type { Visitor } from './visitor.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const READY_LIMIT_MS = 120_000;
const STOP_LIMIT_MS = 30_000;
/** Router, five services, the mailbox's two, PostgreSQL. */
const PORTS = 10;
export const ADMIN = { email: 'admin@example.com', password: 'correct horse battery staple' };

export interface TestSystem {
  /** Address of the router's GraphQL endpoint. */
  readonly url: string;
  readonly port: number;
  readonly mailboxUrl: string;
  readonly admin: typeof ADMIN;
  readonly dataFolder: string;
  /** Where a database is, after the first start. */
  databaseUrl(name: Service | 'postgres'): string;
  /** An anonymous visitor. */
  visitor(): Visitor;
  /** Every process of the system that runs now, the launcher included. */
  processes(): RunningProcess[];
  /** Kills processes with SIGKILL. */
  kill(...pids: number[]): void;
  /** Starts the launcher again after it was killed or stopped; resolves when it is ready. */
  start(): Promise<void>;
  /** Ends the launcher as Ctrl-C does; resolves to its exit code when it is gone. */
  interrupt(): Promise<number | null>;
  /** Everything that it has written to its standard output and error. */
  output(): string;
  /** Stops the system and removes its data. */
  remove(): Promise<void>;
}

/**
 * Starts a whole system the way a user does, on ports and in a folder of its own, and waits until it is ready. `project` is the folder of
 * its sources, where that is a copy of these.
 */
export async function startSystem(settings: Record<string, string> = {}, project = PROJECT): Promise<TestSystem> {
  const dataFolder = await mkdtemp(join(settings['TMPDIR'] ?? tmpdir(), 'ordergraph-test-'));
  const port = Number(settings['PORT'] ?? (await freePortRange(PORTS)));
  let output = '';
  let launcher: ChildProcess | undefined;

  const start = async (): Promise<void> => {
    const child = spawn(process.execPath, [join(project, 'launcher/main.ts')], {
      // Not in the project's folder, where a developer's own .env may be.
      cwd: dataFolder,
      env: {
        ...withoutOurs(environment()),
        PORT: String(port),
        DATA_DIR: dataFolder,
        ADMIN_EMAIL: ADMIN.email,
        ADMIN_PASSWORD: ADMIN.password,
        LOG_LEVEL: 'warn',
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    launcher = child;
    await untilReady(child, (text) => {
      output += text;
    });
  };

  const interrupt = async (): Promise<number | null> => {
    if (launcher === undefined || launcher.exitCode !== null || launcher.signalCode !== null)
      return launcher?.exitCode ?? null;
    const gone = once(launcher, 'exit', { signal: AbortSignal.timeout(STOP_LIMIT_MS) });
    launcher.kill('SIGINT');
    await gone;
    return launcher.exitCode;
  };
  const processes = (): RunningProcess[] => (launcher?.pid === undefined ? [] : processesBelow(launcher.pid));

  const remove = async (): Promise<void> => {
    await interrupt();
    await rm(dataFolder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}/graphql`;
  try {
    await start();
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    url,
    port,
    mailboxUrl: `http://127.0.0.1:${port + 6}`,
    admin: ADMIN,
    dataFolder,
    databaseUrl: (name) => `postgres://${POSTGRES_USER}:${passwordIn(dataFolder)}@127.0.0.1:${port + 8}/${name}`,
    visitor: () => createVisitor(url),
    processes,
    kill: (...pids) => pids.forEach((pid) => process.kill(pid, 'SIGKILL')),
    start,
    interrupt,
    output: () => output,
    remove,
  };
}

const secretsSchema = z.object({ POSTGRES_PASSWORD: z.string() });
const passwordIn = (dataFolder: string): string =>
  encodeURIComponent(
    secretsSchema.parse(JSON.parse(readFileSync(join(dataFolder, 'secrets.json'), 'utf8'))).POSTGRES_PASSWORD,
  );

/** Resolves when a launcher says that all is ready; `onOutput` is told everything that it writes, also later. */
function untilReady(child: ChildProcess, onOutput: (text: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`The system was not ready in time:\n${said}`)), READY_LIMIT_MS);
    const take = (chunk: Buffer): void => {
      said += chunk.toString();
      onOutput(chunk.toString());
      if (!said.includes('Ordergraph is ready')) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The launcher ended with ${code}:\n${said}`));
    });
  });
}

/** What the person who runs the tests has set for a system of their own must not reach this one. */
const withoutOurs = (variables: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).filter(
      ([name]) =>
        !/_(URL|PORT)$|^(PORT|HOST|DATA_DIR|QUEUE_|SMTP_|ROUTER_SECRET|KEY_ENCRYPTION_KEY|PAYMENT_LIMIT)|^(VITEST|NODE_ENV)/.test(
          name,
        ),
    ),
  );
