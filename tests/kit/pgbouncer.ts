import { spawn, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment } from '#platform/config.ts';
import { freePort } from '../../launcher/free-ports.ts';
import { untilAnswered } from './redis.ts';

/** Says in one line that tests behind a pooler are left out where there is no `pgbouncer`; in continuous integration that is a failure. */
export function pgbouncerOrSkip(suite: string): boolean {
  if (spawnSync('pgbouncer', ['--version']).status === 0) return true;
  if (environment()['CI'] === 'true')
    throw new Error(`${suite}: there is no pgbouncer on this machine, and CI=true does not allow leaving it out`);
  process.stderr.write(`${suite}: left out, since there is no pgbouncer on this machine\n`);
  return false;
}

/** An unprivileged user: pgbouncer does not run as root. */
const NOBODY = 65_534;

/** A pgbouncer in transaction mode before the PostgreSQL server of an address, with few sessions, so that clients share them. */
export async function startPgbouncer(url: string): Promise<{ behind(url: string): string; stop(): Promise<void> }> {
  const { hostname, port: serverPort, username, password } = new URL(url);
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'ordergraph-pgbouncer-'));
  await chmod(folder, 0o755);
  const file = join(folder, 'pgbouncer.ini');
  const server = `host=${hostname} port=${serverPort} user=${decodeURIComponent(username)} password=${decodeURIComponent(password)}`;
  await writeFile(
    file,
    `[databases]\n* = ${server}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}\nunix_socket_dir =\nauth_type = any
pool_mode = transaction\ndefault_pool_size = 3\nmax_client_conn = 500\n`,
    { mode: 0o644 },
  );
  const ids = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const child = spawn('pgbouncer', ['--quiet', file], { ...ids, stdio: ['ignore', 'ignore', 'inherit'] });
  await untilAnswered(port);
  return {
    behind: (address) => Object.assign(new URL(address), { port: String(port) }).href,
    stop: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
      await rm(folder, { recursive: true });
    },
  };
}
