import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createLifecycle, runMain } from '#platform/lifecycle.ts';
import { createLog } from '#platform/log.ts';
import { readRouterConfig } from './config.ts';
import { readManifest } from './http/find-operation.ts';
import { startRouter } from './router.ts';

const SUPERGRAPH_FILE = fileURLToPath(new URL('supergraph.graphql', import.meta.url));
const MANIFEST_FILE = new URL('operations.json', import.meta.url);

runMain(async () => {
  const config = readRouterConfig();
  const log = createLog('router', config);
  const lifecycle = createLifecycle(log);
  const supergraphSdl = await readFile(config.SUPERGRAPH_PATH ?? SUPERGRAPH_FILE, 'utf8');
  const manifest = readManifest(await readFile(MANIFEST_FILE, 'utf8'));
  const router = await startRouter({ config, supergraphSdl, manifest, log });
  lifecycle.onStop('router', () => router.stop());
  log.info({ port: router.port }, 'listening');
});
