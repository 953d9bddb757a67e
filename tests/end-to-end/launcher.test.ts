import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isAlive } from '../kit/processes.ts';
import { startSystem, type TestSystem } from '../kit/system.ts';
import { waitUntil } from '../launcher/wait-until.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ ADMIN_PASSWORD: '' });
});
afterAll(() => system.remove());

const productsSchema = z.object({
  data: z.object({ products: z.object({ nodes: z.array(z.object({ sku: z.string() })) }) }),
});
const skus = async (): Promise<string[]> => {
  const response = await fetch(system.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ products(first: 100) { nodes { sku } } }' }),
  });
  return productsSchema.parse(await response.json()).data.products.nodes.map(({ sku }) => sku);
};

// The tests go through one life of a system, from its first start. What is started again is shown by crash.test.ts, how by tests/launcher.
describe('npm start', () => {
  it('ends with what a person needs to know', () => {
    const output = system.output();
    expect(output).toContain(`Ordergraph is ready: ${system.url}`);
    expect(output).toContain(system.mailboxUrl);
    expect(output).toContain(system.admin.email);
  });

  it('has a demo catalogue, once', async () => {
    const catalogue = await skus();
    expect(catalogue).toContain('MUG-ENAMEL');
    expect(new Set(catalogue).size).toBe(catalogue.length);
  });

  it('refuses a second launcher on its data', async () => {
    await expect(startSystem({ DATA_DIR: system.dataFolder })).rejects.toThrow('Another Ordergraph');
  });

  it('leaves no process when it is killed, has its data at the next start, and tells the password that it made once', async () => {
    const file = await readFile(join(system.dataFolder, 'secrets.json'), 'utf8');
    const password = z.object({ ADMIN_PASSWORD: z.string() }).parse(JSON.parse(file)).ADMIN_PASSWORD;
    expect(system.output().split(password)).toHaveLength(2);
    const pids = system.processes().map(({ pid }) => pid);
    const [launcher] = pids;
    system.kill(launcher ?? 0);
    await waitUntil('every process is gone', () => pids.every((pid) => !isAlive(pid)));
    await system.start();
    expect(await skus()).toContain('MUG-ENAMEL');
    expect(system.output().split(password)).toHaveLength(2);
  });

  it('stops everything at Ctrl-C and ends with code 0', async () => {
    const pids = system.processes().map(({ pid }) => pid);
    expect(pids.length).toBeGreaterThan(8);
    expect(await system.interrupt()).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
  });
});
