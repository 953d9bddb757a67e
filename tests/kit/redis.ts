import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { environment } from '#platform/config.ts';
import { freePort } from '../../launcher/free-ports.ts';

const ANSWER_LIMIT_MS = 10_000;

/** Whether this machine has a `redis-server`. */
export const hasRedis = (): boolean => spawnSync('redis-server', ['--version']).status === 0;

/**
 * Says in one line that the Redis half is left out where there is no `redis-server`; in continuous integration that is a failure.
 */
export function redisOrSkip(suite: string): boolean {
  if (hasRedis()) return true;
  if (environment()['CI'] === 'true')
    throw new Error(`${suite}: there is no redis-server on this machine, and CI=true does not allow leaving Redis out`);
  process.stderr.write(`${suite}: left out for Redis, since there is no redis-server on this machine\n`);
  return false;
}

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  readonly pid: () => number | undefined;
  /** Kills it with SIGKILL; its memory is gone, and it keeps no files. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  start(): Promise<void>;
}

/** A Redis of one's own on a free port, in memory only, as a queue must have it (no eviction). */
export async function startRedis(): Promise<RedisServer> {
  const port = await freePort();
  let server: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    server = spawn(
      'redis-server',
      [
        '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--save',
        '',
        '--appendonly',
        'no',
        '--maxmemory-policy',
        'noeviction',
        '--repl-diskless-load', // A replica gets its copy without a file.
        'swapdb',
        '--repl-diskless-sync-delay',
        '0',
      ],
      { stdio: 'ignore' },
    );
    await untilAnswered(port);
  };
  const kill = async (): Promise<void> => {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  };
  await start();
  return { url: `redis://127.0.0.1:${port}`, port, pid: () => server?.pid, kill, start };
}

/** Waits until something listens on a port of this machine. */
export async function untilAnswered(port: number): Promise<void> {
  for (const until = Date.now() + ANSWER_LIMIT_MS; Date.now() < until; await delay(20)) {
    const socket = createConnection({ port, host: '127.0.0.1' });
    const isUp = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isUp) return;
  }
  throw new Error('nothing answers on the port');
}
