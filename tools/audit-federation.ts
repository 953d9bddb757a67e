// Runs the router against the audit of federation gateways (github.com/graphql-hive/federation-gateway-audit), of which a checkout
// with its packages installed is named by FEDERATION_AUDIT_DIR: `npm run audit:federation`. Nothing of the audit is kept here.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { environment } from '#platform/config.ts';

/** The cases that are known to fail, by suite and number from 0, and why. docs/router.md says more. */
const KNOWN: Readonly<Record<string, string>> = {
  'keys-mashup 0': 'the plan goes back to a subgraph by a key that this subgraph does not resolve',
  'requires-with-argument-conflict 0': 'the plan has one field for two arguments that @requires names',
};

/** The number of cases in the audit when that list was made: fewer would mean that some did not run. */
const CASES_MIN = 199;
const START_LIMIT_MS = 60_000;
const ANSWER_LIMIT_MS = 10_000;
const ROUTER = fileURLToPath(new URL('../router/main.ts', import.meta.url));

const idsSchema = z.array(z.string());
const casesSchema = z.array(
  z.object({ query: z.string(), expected: z.object({ data: z.unknown().optional(), errors: z.boolean().optional() }) }),
);
const answerSchema = z.object({ data: z.unknown().optional(), errors: z.array(z.unknown()).optional() });
type Case = z.output<typeof casesSchema>[number];

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('There is no free port');
  return address.port;
}

/** A process that inherits only the PATH. Its output is kept for error messages. */
function start(command: string, parameters: readonly string[], { cwd, env }: { cwd?: string; env?: object }): Running {
  const child = spawn(command, parameters, {
    ...(cwd !== undefined && { cwd }),
    env: { PATH: environment()['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const running: Running = { child, output: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (running.output = (running.output + chunk.toString()).slice(-5_000)));
  return running;
}

interface Running {
  readonly child: ChildProcess;
  output: string;
}

async function untilHealthy(url: string, running: Running): Promise<void> {
  for (const until = Date.now() + START_LIMIT_MS; Date.now() < until; await delay(50)) {
    const isUp = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    if (running.child.exitCode !== null) break;
  }
  throw new Error(`${url} was not answered:\n${running.output}`);
}

async function stop({ child }: Running): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

const get = async (url: string): Promise<string> => {
  const response = await fetch(url, { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`${url} was answered with ${response.status}`);
  return response.text();
};

/** Runs one case and compares as the audit does: the data, and whether there are errors. Returns undefined if it passes. */
async function faultOf({ query, expected }: Case, url: string): Promise<string | undefined> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query }),
    signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
  });
  const { data, errors } = answerSchema.parse(await response.json());
  const isSaid = expected.errors !== undefined;
  const wanted = { data: expected.data ?? null, hasErrors: isSaid && expected.errors };
  const given = { data: data ?? null, hasErrors: isSaid && errors !== undefined };
  if (isDeepStrictEqual(given, wanted)) return undefined;
  const shown = { data: given.data, errors };
  return `  query  ${query.replaceAll(/\s+/g, ' ').trim()}\n  wanted ${JSON.stringify(wanted)}\n  given  ${JSON.stringify(shown)}`;
}

/** Starts the router on a suite's supergraph and runs its cases. Returns the fault of each, or undefined. */
async function runSuite(id: string, audit: string, folder: string): Promise<(string | undefined)[]> {
  const supergraph = join(folder, `${id}.graphql`);
  await writeFile(supergraph, await get(`${audit}/${id}/supergraph`));
  const port = await freePort();
  const env = {
    PORT: String(port),
    SUPERGRAPH_PATH: supergraph,
    ROUTER_SECRET: randomBytes(32).toString('hex'),
    LOG_FORMAT: 'json',
    LOG_LEVEL: 'warn',
  };
  const router = start(process.execPath, [ROUTER], { env });
  try {
    await untilHealthy(`http://127.0.0.1:${port}/health`, router);
    const cases = casesSchema.parse(JSON.parse(await get(`${audit}/${id}/tests`)));
    const faults: (string | undefined)[] = [];
    for (const each of cases) faults.push(await faultOf(each, `http://127.0.0.1:${port}/graphql`));
    return faults;
  } finally {
    await stop(router);
  }
}

async function auditRouter(checkout: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'federation-audit-'));
  const port = await freePort();
  const tsx = join(checkout, 'node_modules/tsx/dist/cli.mjs');
  const subgraphs = start(process.execPath, [tsx, 'src/cli.ts', 'serve', '--port', String(port)], { cwd: checkout });
  try {
    const url = `http://localhost:${port}`;
    await untilHealthy(`${url}/_health`, subgraphs);
    let count = 0;
    const failed = new Set<string>();
    for (const id of idsSchema.parse(JSON.parse(await get(`${url}/ids`)))) {
      const faults = await runSuite(id, url, folder);
      count += faults.length;
      console.log(`${faults.map((fault) => (fault === undefined ? '.' : 'X')).join('')} ${id}`);
      for (const [index, fault] of faults.entries()) {
        if (fault === undefined) continue;
        failed.add(`${id} ${index}`);
        console.log(`  ${id} ${index}: ${KNOWN[`${id} ${index}`] ?? 'NOT KNOWN'}\n${fault}`);
      }
    }
    console.log(`\n${count - failed.size} of ${count} cases pass.`);
    const isWorse = count < CASES_MIN || [...failed].some((name) => KNOWN[name] === undefined);
    if (isWorse) process.exitCode = 1;
    for (const name of Object.keys(KNOWN)) if (!failed.has(name)) console.log(`${name} passes by now.`);
  } finally {
    await stop(subgraphs);
    await rm(folder, { recursive: true });
  }
}

const checkout = environment()['FEDERATION_AUDIT_DIR'];
if (checkout === undefined) {
  console.error(
    'Set FEDERATION_AUDIT_DIR to a checkout of graphql-hive/federation-gateway-audit with its packages installed.',
  );
  process.exitCode = 1;
} else await auditRouter(checkout);
