import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { environment } from '#platform/config.ts';
import { startOwnSystem, type OwnSystem } from '../../demo/own-system.ts';
import { freePort } from '../../launcher/free-ports.ts';
import { isAlive, processesBelow, type RunningProcess } from '../kit/processes.ts';

const OWN_SYSTEM = new URL('../../demo/own-system.ts', import.meta.url).href;
const startedSchema = z.object({ pid: z.number(), folder: z.string() });
const DEMO = fileURLToPath(new URL('../../demo/main.ts', import.meta.url));

let system: OwnSystem;

beforeAll(async () => {
  system = await startOwnSystem(new AbortController().signal);
});
afterAll(() => system?.stop());

async function runDemo(
  words: readonly string[],
  settings: Record<string, string> = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [DEMO, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environment(), ...settings },
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, stdout, stderr };
}

/** Stands before the system and changes its answers. */
async function liarBefore(url: string, lie: (answer: string) => string): Promise<string> {
  const server = createServer((request, response) => {
    const pass = async (): Promise<void> => {
      const { authorization } = request.headers;
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) },
        body: await text(request),
      });
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(lie(await answer.text()));
    };
    pass().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : undefined}/graphql`;
}

describe('the demo', () => {
  test('tells the whole story, in plain text where no terminal is, and ends well', async () => {
    // The bare address, as the README has it.
    const { code, stdout, stderr } = await runDemo([new URL(system.url).origin]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).not.toContain('\u001B');
    for (const [index, act] of [
      'Register',
      'Pay in',
      'Look',
      'Order, and see',
      'Order more',
      'Order, and take',
      'Account',
    ].entries()) {
      expect(stdout).toContain(`\n${index + 1}. ${act}`);
    }
    const statuses = [...stdout.matchAll(/order \S+ {2}([A-Z_]+) \d/g)].map(([, status]) => status);
    expect(statuses.filter((status) => status !== 'AWAITING_PAYMENT' && status !== 'CANCELLING')).toEqual([
      'PENDING',
      'CONFIRMED',
      'PENDING',
      'REJECTED',
      'PENDING',
      'CONFIRMED',
      'CANCELLED',
    ]);
    expect(stdout).toMatch(/REFUND .*\n(.*\n)* .*is cancelled\n/);
    expect(stdout.trimEnd()).toMatch(/The story ended as it should, in [\d.]+ s\.$/);
  });

  test('ends badly where money is gone', async () => {
    const lie = (answer: string) => answer.replaceAll(/("available":\{"amount":")\d{3}\./g, '$1001.');
    const { code, stderr, stdout } = await runDemo([await liarBefore(system.url, lie)]);
    expect(stderr).toContain('The demo did not end as it should: ');
    expect(stderr).toContain('is not 001.');
    expect(stdout).not.toContain('ended as it should');
    expect(code).toBe(1);
  });

  test('finds the system that runs from the data folder, on whatever port', async () => {
    const { code, stdout } = await runDemo([], { DATA_DIR: join(system.folder, 'data') });
    expect(stdout).toContain(`With the system at ${system.url}.`);
    expect(code).toBe(0);
  });

  test('says so where nothing answers, or something else', async () => {
    const nothing = `http://127.0.0.1:${await freePort()}/graphql`;
    const { code, stderr } = await runDemo([nothing]);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`Nothing answers at ${nothing}`)]);
    const other = await runDemo([new URL('/health', system.url).href]);
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('is not Ordergraph')]);
  });
});

describe('the system that the demo starts', () => {
  const untilGone = (processes: readonly RunningProcess[]): Promise<void> =>
    expect.poll(() => processes.filter(({ pid }) => isAlive(pid)), { timeout: 30_000 }).toEqual([]);

  test('is gone when it is stopped, and its data with it', async () => {
    const processes = processesBelow(system.pid ?? 0);
    expect(processes.length).toBeGreaterThan(7);
    await system.stop();
    expect(existsSync(system.folder)).toBe(false);
    await untilGone(processes);
  });

  test('is gone also when the demo is killed', async () => {
    const script = `
      const { startOwnSystem } = await import(${JSON.stringify(OWN_SYSTEM)});
      const { pid, folder } = await startOwnSystem(new AbortController().signal);
      process.stdout.write(JSON.stringify({ pid, folder }));
      setTimeout(() => undefined, 1e9);`;
    const demo = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const started: unknown[] = await once(demo.stdout, 'data');
    const { pid, folder } = startedSchema.parse(JSON.parse(String(started[0])));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const processes = processesBelow(pid);
    expect(processes.length).toBeGreaterThan(7);
    demo.kill('SIGKILL');
    await untilGone(processes);
  });
});
