import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { sendJson, startHttpServer } from '#platform/http-server.ts';
import { createLog } from '#platform/log.ts';
import { ROUTER_SECRET, post, startWorld } from './world.ts';
import type { World } from './world.ts';

const MAIN = fileURLToPath(new URL('../../router/main.ts', import.meta.url));

let world: World;
const children: ChildProcess[] = [];
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  for (const subgraph of Object.values(world.subgraphs)) subgraph.intercept = undefined;
});
afterAll(() => world.stop());

interface Started {
  readonly child: ChildProcess;
  /** Its exit code, once all that it said was read. */
  readonly exited: Promise<number | null>;
  readonly output: string[];
}

/** Starts the router as the launcher does: its own process, settings in the environment, a channel that tells when the launcher goes. */
function start(settings: Record<string, string>): Started {
  const urls: Record<string, string> = {};
  for (const [service, { url }] of Object.entries(world.subgraphs)) urls[`${service.toUpperCase()}_URL`] = url;
  const env: Record<string, string | undefined> = {
    PATH: process.env['PATH'],
    PORT: '0',
    ROUTER_SECRET,
    LOG_FORMAT: 'json',
    ...urls,
    ...settings,
  };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  children.push(child);
  const output: string[] = [];
  const read = [child.stdout, child.stderr]
    .filter((stream) => stream !== null)
    .map((stream) =>
      once(
        createInterface(stream).on('line', (line) => output.push(line)),
        'close',
      ),
    );
  const exited = once(child, 'exit').then(async ([code]: (number | null)[]) => {
    await Promise.all(read);
    return code ?? null;
  });
  return { child, output, exited };
}

async function portOf({ output }: Started): Promise<number> {
  const line = await expect
    .poll(() => output.find((text) => text.includes('"listening"')), { timeout: 20_000 })
    .toBeDefined()
    .then(() => output.find((text) => text.includes('"listening"')));
  return Number(/"port":(\d+)/.exec(line ?? '')?.[1]);
}

test('SIGTERM lets what is under way be answered, and then the process ends well', async () => {
  const router = start({});
  const url = `http://127.0.0.1:${await portOf(router)}`;
  const { users } = world.subgraphs;
  let answerNow: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    users.intercept = async (_, response) => {
      resolve();
      await new Promise<void>((go) => {
        answerNow = go;
      });
      response.end('{"data":{"me":{"username":"ada"}}}');
    };
  });
  const answer = post(url, JSON.stringify({ query: '{ me { username } }' }));
  await asked;
  router.child.kill('SIGTERM');
  await expect.poll(() => router.output.some((line) => line.includes('"stopping"'))).toBe(true);
  await expect
    .poll(() =>
      fetch(`${url}/health`).then(
        () => 'taken',
        () => 'refused',
      ),
    )
    .toBe('refused');
  answerNow();
  expect((await answer).body).toEqual({ data: { me: { username: 'ada' } } });
  expect(await router.exited).toBe(0);
});

test('the process ends when the launcher is gone', async () => {
  const router = start({});
  await portOf(router);
  router.child.disconnect();
  expect(await router.exited).toBe(0);
});

test('settings that are wrong are told all at once, each by its name', async () => {
  const router = start({ ROUTER_SECRET: 'short', PORT: 'four thousand', USERS_URL: 'nowhere' });
  expect(await router.exited).toBe(1);
  const text = router.output.join('\n');
  for (const name of ['ROUTER_SECRET', 'PORT', 'USERS_URL']) expect(text).toContain(name);
  expect(text).not.toContain('short');
  expect(text).not.toMatch(/at .*\.ts:\d+/);
});

test('another supergraph is served from where the settings say, its services from where it says itself', async () => {
  const things = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    log: createLog('things', { LOG_LEVEL: 'silent' }),
    routes: { '/some/path': (_, response) => sendJson(response, 200, { data: { thing: 'of another graph' } }) },
  });
  const folder = await mkdtemp(join(tmpdir(), 'supergraph-'));
  try {
    const file = join(folder, 'other.graphql');
    const url = `http://127.0.0.1:${things.port}/some/path`;
    const composed = composeServices([{ name: 'things', url, typeDefs: parse('type Query { thing: String }') }]);
    await writeFile(file, composed.supergraphSdl ?? '');
    const router = start({ SUPERGRAPH_PATH: file });
    const { body } = await post(`http://127.0.0.1:${await portOf(router)}`, JSON.stringify({ query: '{ thing }' }));
    expect(body).toEqual({ data: { thing: 'of another graph' } });
  } finally {
    await rm(folder, { recursive: true });
    await things.stop();
  }
});

test('a supergraph that is not there is told in one line', async () => {
  const router = start({ SUPERGRAPH_PATH: '/nowhere/other.graphql' });
  expect(await router.exited).toBe(1);
  expect(router.output.filter((line) => line.includes('/nowhere/other.graphql'))).toHaveLength(1);
});
