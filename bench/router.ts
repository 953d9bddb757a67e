// Compares routers over the same subgraphs, with a thousand tokens that come back: `npm run bench:router`. docs/router.md says how to
// read it. Peers are measured where they are installed: --hive names a folder with @graphql-hive/gateway in its node_modules.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freePortRange } from '../launcher/free-ports.ts';
import { measureMemory, measureRouters } from './router-measure.ts';
import { QUERIES } from './router-queries.ts';
import { serveStock } from './router-stock.ts';
import { serveSubgraphs } from './router-subgraphs.ts';
import {
  ROUTERS,
  startSubgraphs,
  stayOffRouterCore,
  stopTarget,
  untilAnswered,
  writeSupergraph,
} from './router-targets.ts';
import type { Target } from './router-targets.ts';
import { makeTokens } from './router-tokens.ts';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    concurrency: { type: 'string', default: '1,16,64' },
    queries: { type: 'string', default: QUERIES.map(({ name }) => name).join(',') },
    routers: { type: 'string', default: Object.keys(ROUTERS).join(',') },
    tokens: { type: 'string', default: '1000' },
    hive: { type: 'string' },
    minutes: { type: 'string' },
    json: { type: 'string' },
    // Environment of the started processes.
    serve: { type: 'string' },
    port: { type: 'string', default: '0' },
    keys: { type: 'string', default: '' },
    supergraph: { type: 'string', default: '' },
  },
});

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function startTargets(folder: string, keys: string, token: string): Promise<Target[]> {
  const names = options.routers.split(',');
  const firstPort = await freePortRange(5 + names.length);
  const keysFile = join(folder, 'keys.json');
  writeFileSync(keysFile, keys);
  const supergraphFile = writeSupergraph(folder, firstPort);
  const targetOptions = { folder, supergraphFile, firstPort, keysFile, hiveFolder: options.hive };
  const subgraphs = startSubgraphs(targetOptions);
  const targets = [subgraphs];
  const [small] = QUERIES;
  if (small === undefined) return targets;
  await untilAnswered(subgraphs, small, token);
  for (const [place, name] of names.entries()) {
    const port = firstPort + 5 + place;
    const child = ROUTERS[name]?.(port, targetOptions);
    if (child === undefined) {
      say(`${name}: left out, since no --hive names a folder where it is installed`);
      continue;
    }
    const target: Target = { name, process: child, portFor: () => port };
    targets.push(target);
    await untilAnswered(target, small, token);
  }
  return targets;
}

async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-router-'));
  const { tokens, keys } = makeTokens(Number(options.tokens));
  const targets: Target[] = [];
  try {
    targets.push(...(await startTargets(folder, keys, tokens[0] ?? '')));
    stayOffRouterCore();
    const queries = QUERIES.filter(({ name }) => options.queries.split(',').includes(name));
    const report =
      options.minutes === undefined
        ? await measureRouters({
            targets,
            queries,
            tokens,
            concurrencies: options.concurrency.split(',').map(Number),
            rounds: Number(options.rounds),
            timeMs: Number(options.seconds) * 1_000,
            say,
          })
        : await measureMemory({ targets, queries, tokens, minutes: Number(options.minutes), say });
    say(`Node ${process.version}, ${cpus().length} cores; figures are for comparison within one run.`);
    if (options.json !== undefined)
      writeFileSync(
        options.json,
        `${JSON.stringify({ node: process.version, cores: cpus().length, ...report }, null, 2)}\n`,
      );
  } finally {
    await Promise.all(targets.map(stopTarget));
    rmSync(folder, { recursive: true });
  }
}

if (options.serve === 'subgraphs') serveSubgraphs(Number(options.port), readFileSync(options.keys, 'utf8'));
else if (options.serve === 'stock') await serveStock(Number(options.port), options.supergraph);
else await bench();
