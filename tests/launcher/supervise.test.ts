import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { supervise, type Supervised, type SuperviseOptions } from '../../launcher/supervise.ts';
import { freePort } from '../../launcher/free-ports.ts';
import { isAlive, processesBelow } from '../kit/processes.ts';
import { waitUntil } from './wait-until.ts';

// It says its process id as soon as it can be stopped, and logs while it stops, as the services do.
const OBEDIENT = `
  for (const reason of ['SIGTERM', 'disconnect']) {
    process.on(reason, () => { console.log('stopping for ' + reason); process.exit(0); });
  }
  setInterval(() => undefined, 1000);
  console.log(process.pid);`;
const DEAF = `process.on('SIGTERM', () => undefined); process.on('disconnect', () => undefined);
  setInterval(() => undefined, 1000); console.log(process.pid);`;

let folder: string;
let lines: string[];
let deaths: string[];
let supervised: Supervised | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ordergraph-supervise-'));
  lines = [];
  deaths = [];
});
afterEach(async () => {
  supervised?.kill();
  await rm(folder, { recursive: true });
});

async function start(script: string, changes: Partial<SuperviseOptions> = {}): Promise<void> {
  const path = join(folder, 'script.mjs');
  await writeFile(path, script);
  supervised = supervise({
    name: 'script',
    script: path,
    environment: { GREETING: 'hello' },
    onLine: (line) => lines.push(line),
    onDeath: ({ reason }) => deaths.push(reason),
    ...changes,
  });
}
const pids = (): number[] => lines.filter((line) => /^\d+$/.test(line)).map(Number);
const lastPid = (): number => pids().at(-1) ?? 0;

describe('supervise', () => {
  it('gives a process its environment and passes on what it says', async () => {
    await start('console.log(process.env.GREETING); setInterval(() => undefined, 1000);');
    await waitUntil('it has spoken', () => lines.includes('hello'));
    expect(lines).toEqual(['hello']);
  });

  it('starts a process again when it was killed', async () => {
    await start(OBEDIENT);
    await waitUntil('it runs', () => pids().length === 1);
    process.kill(lastPid(), 'SIGKILL');
    await waitUntil('it runs again', () => pids().length === 2);
    expect(deaths).toEqual(['signal SIGKILL']);
    expect(isAlive(lastPid())).toBe(true);
  });

  it.each([
    ['spins', 'for (;;);'],
    ['says that its work stands still', 'isWell = false;'],
  ])('starts a process again that %s', async (_, trouble) => {
    const port = await freePort();
    const script = `
      import { createServer } from 'node:http';
      let isWell = true;
      const answer = (response) => response.writeHead(isWell ? 200 : 503).end(() => isWell && console.log('seen well'));
      createServer((request, response) => answer(response)).listen(${port}, '127.0.0.1');
      process.on('SIGHUP', () => { ${trouble} });
      console.log(process.pid);`;
    await start(script, { healthUrl: `http://127.0.0.1:${port}/health`, unhealthyLimitMs: 1_000 });
    await waitUntil('it runs and was seen well', () => pids().length === 1 && lines.includes('seen well'));
    expect(deaths).toEqual([]);
    process.kill(lastPid(), 'SIGHUP');
    await waitUntil('it runs again', () => pids().length === 2);
    expect(deaths).toEqual(['signal SIGKILL: unhealthy']);
  });

  it('counts the deaths of a process that does not live', async () => {
    const counted: number[] = [];
    await start('process.exit(3)', { onDeath: (death) => counted.push(death.deaths) });
    await waitUntil('it died three times', () => counted.length >= 3);
    expect(counted.slice(0, 3)).toEqual([1, 2, 3]);
  });

  it('stops a process in order and lets it rest', async () => {
    await start(OBEDIENT);
    await waitUntil('it runs', () => pids().length === 1);
    await supervised?.stop();
    expect(isAlive(lastPid())).toBe(false);
    expect(lines.at(-1)).toBe('stopping for SIGTERM');
    expect(deaths).toEqual([]);
  });

  it('ends a process by force that does not stop in time', async () => {
    await start(DEAF, { stopLimitMs: 100 });
    await waitUntil('it runs', () => pids().length === 1);
    await supervised?.stop();
    expect(isAlive(lastPid())).toBe(false);
  });

  it('stops a process that is between two lives', async () => {
    await start('process.exit(3)');
    await waitUntil('it died', () => deaths.length > 0);
    const before = deaths.length;
    await supervised?.stop();
    expect(deaths).toHaveLength(before);
  });

  it.each([
    ['logs while it stops', OBEDIENT],
    ['is still starting', `const until = Date.now() + 500; while (Date.now() < until); ${OBEDIENT}`],
    ['has no handler for that', 'setInterval(() => undefined, 1000); console.log(process.pid);'],
  ])('leaves no process that %s when its own process is killed', async (_, script) => {
    await writeFile(join(folder, 'script.mjs'), script);
    const launcher = `
      import { supervise } from ${JSON.stringify(join(import.meta.dirname, '../../launcher/supervise.ts'))};
      import { writeFileSync } from 'node:fs';
      const pidFile = process.argv[1] + '/pid';
      supervise({
        name: 'script', script: process.argv[1] + '/script.mjs', environment: {}, onDeath: () => undefined,
        onLine: (line) => writeFileSync(pidFile, line),
      });
      console.log('started');`;
    const words = ['--input-type=module', '--eval', launcher, folder];
    const starter = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(starter.stdout, 'data');
    const pid = async (): Promise<number> => Number(await readFile(join(folder, 'pid'), 'utf8').catch(() => '0'));
    if (!script.includes('until')) await waitUntil('it runs', async () => (await pid()) > 0);
    const children = processesBelow(starter.pid ?? 0).filter(({ pid: other }) => other !== starter.pid);
    starter.kill('SIGKILL');
    await waitUntil('it is gone', () => children.every((child) => !isAlive(child.pid)));
    expect(children).toHaveLength(1);
  });
});
