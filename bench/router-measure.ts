import { isDeepStrictEqual } from 'node:util';
import { drive, percentile } from './load.ts';
import type { Load } from './load.ts';
import { openClient } from './router-client.ts';
import type { RawClient } from './router-client.ts';
import type { BenchQuery } from './router-queries.ts';
import { processorMs, residentMb } from './router-targets.ts';
import type { Target } from './router-targets.ts';

const WARM_UP_MS = 2_000;
const WARM_UP_CONCURRENCY = 16;
const MEMORY_CONCURRENCY = 16;
const MEMORY_SAMPLES = 12;

/** One line of the table: what one router did with one query at one concurrency, in the median of the rounds. */
export interface Row {
  readonly query: string;
  readonly concurrency: number;
  readonly router: string;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time of the router for one request: on a machine that others use as well, the steadiest of these figures. */
  readonly processorMs: number;
}

interface Measuring {
  readonly targets: readonly Target[];
  readonly queries: readonly BenchQuery[];
  readonly tokens: readonly string[];
  readonly say: (line: string) => void;
}

/** Asks a target for a time, each connection one request after the other, each request with the next token. */
async function load(
  { target, query, port }: Pair,
  tokens: NextToken,
  { concurrency, timeMs }: { concurrency: number; timeMs: number },
): Promise<Measured> {
  const clients: RawClient[] = await Promise.all(
    Array.from({ length: concurrency }, () => openClient(port, query.query)),
  );
  let length: number | undefined;
  const used = processorMs(target);
  try {
    const result = await drive(concurrency, timeMs, async (caller) => {
      const answer = await clients[caller]?.ask(tokens(target));
      length ??= answer?.body.length;
      if (answer?.status !== 200 || answer.body.length !== length)
        throw new Error(`${target.name} answered ${answer?.status}: ${answer?.body.slice(0, 500)}`);
    });
    return { ...result, processorMs: (processorMs(target) - used) / result.count };
  } finally {
    for (const client of clients) client.close();
  }
}

interface Measured extends Load {
  readonly processorMs: number;
}

interface Pair {
  readonly target: Target;
  readonly query: BenchQuery;
  readonly port: number;
}

type NextToken = (target: Target) => string;

/** For each target, tokens in turn: clients repeat theirs for a quarter of an hour. */
function tokensInTurn(tokens: readonly string[]): NextToken {
  const used = new Map<Target, number>();
  return (target) => {
    const turn = used.get(target) ?? 0;
    used.set(target, turn + 1);
    return tokens[turn % tokens.length] ?? '';
  };
}

const pairsOf = (targets: readonly Target[], query: BenchQuery): Pair[] =>
  targets.flatMap((target) => {
    const port = target.portFor(query);
    return port === undefined ? [] : [{ target, query, port }];
  });

/** Measures every router with every query at every concurrency, one after the other within each round. Prints the table. */
export async function measureRouters({
  targets,
  queries,
  tokens,
  say,
  ...plan
}: Measuring & {
  readonly concurrencies: readonly number[];
  readonly rounds: number;
  readonly timeMs: number;
}): Promise<{ rows: Row[] }> {
  const next = tokensInTurn(tokens);
  const rows: Row[] = [];
  for (const query of queries) {
    const pairs = pairsOf(targets, query);
    await warmUp(pairs, next, say);
    for (const concurrency of plan.concurrencies) {
      const measured = new Map<string, Measured[]>();
      for (let round = 0; round < plan.rounds; round += 1) {
        // Another one begins each round, so that none is always the first.
        for (const [place] of pairs.entries()) {
          const pair = pairs[(place + round) % pairs.length];
          if (pair === undefined) continue;
          const result = await load(pair, next, { concurrency, timeMs: plan.timeMs });
          measured.set(pair.target.name, [...(measured.get(pair.target.name) ?? []), result]);
        }
      }
      const made = pairs.map(({ target: { name } }) => rowOf(query, concurrency, name, measured.get(name) ?? []));
      rows.push(...made);
      print(made);
    }
  }
  return { rows };
}

/** Lets every router plan and compile, and makes sure that all give the same answer. */
async function warmUp(pairs: readonly Pair[], next: NextToken, say: Measuring['say']): Promise<void> {
  let expected: unknown;
  for (const pair of pairs) {
    say(`${pair.target.name}: warming up with ${pair.query.name} …`);
    const client = await openClient(pair.port, pair.query.query);
    const { body } = await client.ask(next(pair.target));
    client.close();
    const answer: unknown = JSON.parse(body);
    expected ??= answer;
    if (!isDeepStrictEqual(answer, expected))
      throw new Error(`${pair.target.name} gives another answer: ${body.slice(0, 500)}`);
    await load(pair, next, { concurrency: WARM_UP_CONCURRENCY, timeMs: WARM_UP_MS });
  }
}

const medianOf = (values: readonly number[]): number => percentile(values, 0.5);

const rowOf = (query: BenchQuery, concurrency: number, router: string, results: readonly Measured[]): Row => ({
  query: query.name,
  concurrency,
  router,
  perSecond: medianOf(results.map(({ perSecond }) => perSecond)),
  p50Ms: medianOf(results.map(({ p50Ms }) => p50Ms)),
  p99Ms: medianOf(results.map(({ p99Ms }) => p99Ms)),
  processorMs: medianOf(results.map((result) => result.processorMs)),
});

const round = (value: number): number => Math.round(value * 100) / 100;

function print(rows: readonly Row[]): void {
  const stock = rows.find(({ router }) => router === 'stock gateway');
  console.table(
    rows.map((row) => ({
      ...row,
      perSecond: round(row.perSecond),
      p50Ms: round(row.p50Ms),
      p99Ms: round(row.p99Ms),
      processorMs: round(row.processorMs),
      ...(stock !== undefined && {
        timesStock: round(row.perSecond / stock.perSecond),
        partOfProcessor: round(row.processorMs / stock.processorMs),
      }),
    })),
  );
}

/** Keeps each router under load in turn and looks at its memory over time. */
export async function measureMemory({
  targets,
  queries,
  tokens,
  minutes,
  say,
}: Measuring & { readonly minutes: number }): Promise<{ memory: Record<string, number[]> }> {
  const next = tokensInTurn(tokens);
  const memory: Record<string, number[]> = {};
  for (const target of targets) {
    const pairs = queries.flatMap((query) => pairsOf([target], query));
    if (pairs.length < queries.length) continue;
    const samples: number[] = [];
    for (let sample = 0; sample < MEMORY_SAMPLES; sample += 1) {
      const timeMs = (minutes * 60_000) / MEMORY_SAMPLES / pairs.length;
      for (const pair of pairs) await load(pair, next, { concurrency: MEMORY_CONCURRENCY, timeMs });
      samples.push(Math.round(residentMb(target)));
      say(`${target.name}: ${samples.at(-1)} MB after ${round(((sample + 1) * minutes) / MEMORY_SAMPLES)} minutes`);
    }
    memory[target.name] = samples;
  }
  console.table(memory);
  return { memory };
}
