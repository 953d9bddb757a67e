// The life of a customer and three orders, in a terminal, with the typed client: `npm run demo [-- <address of the graph>]`.
import { loadEnvironmentFile } from '#platform/config.ts';
import { createClient, OrdergraphError } from '../client/index.ts';
import { startOwnSystem } from './own-system.ts';
import { usualUrl } from './usual-url.ts';
import { openStage } from './stage.ts';
import { tellStory } from './story.ts';

const ENVIRONMENT_FILE = '.env';
const PROBE_LIMIT_MS = 3_000;
const STORY_LIMIT_MS = 60_000;

const stage = openStage(process.stdout);
const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => interrupted.abort(new Error(`it was interrupted (${name}).`)));
}

/** What answers at an address: an Ordergraph, perhaps not ready; something else; nothing. */
async function findAt(url: string): Promise<'graph' | 'other' | 'nothing'> {
  try {
    const probe = createClient({ url, timeoutMs: PROBE_LIMIT_MS, retry: { attemptsMax: 1 } });
    await probe.products({ first: 1 }, { signal: interrupted.signal });
  } catch (error) {
    if (!(error instanceof OrdergraphError)) throw error;
    if (error.code === 'NETWORK_ERROR' || error.code === 'TIMEOUT') return 'nothing';
    if (error.code === 'BAD_RESPONSE' || error.code.startsWith('GRAPHQL_')) return 'other';
  }
  return 'graph';
}

/** The system at the given address, else the running one, else one that is started for the demo. */
async function findOrStart(named: string | undefined): Promise<{ url: string; stop: () => Promise<void> }> {
  const url = named ?? usualUrl();
  const found = await findAt(url);
  if (found === 'graph') {
    stage.line(`With the system at ${url}.`);
    return { url, stop: async () => undefined };
  }
  if (named !== undefined) {
    throw new Error(
      found === 'other'
        ? `What answers at ${url} is not Ordergraph.`
        : `Nothing answers at ${url}. Is the system running?`,
    );
  }
  stage.line(`No system is running at ${url}: one is started for this, in a temporary folder.`);
  const startedAt = performance.now();
  const system = await startOwnSystem(interrupted.signal);
  stage.line(`It is ready after ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
  return system;
}

async function run(): Promise<void> {
  const system = await findOrStart(process.argv[2]);
  const startedAt = performance.now();
  try {
    const signal = AbortSignal.any([interrupted.signal, AbortSignal.timeout(STORY_LIMIT_MS)]);
    await tellStory({ client: createClient({ url: system.url }), stage, signal });
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    stage.end(`The story ended as it should, in ${seconds} s.`);
  } finally {
    await system.stop();
  }
}

try {
  loadEnvironmentFile(ENVIRONMENT_FILE);
  await run();
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  const cause =
    error instanceof OrdergraphError ? ` (${error.code}, request ${error.requestId ?? 'without an answer'})` : '';
  process.stderr.write(`\nThe demo did not end as it should: ${reason}${cause}\n`);
  process.exitCode = 1;
}
