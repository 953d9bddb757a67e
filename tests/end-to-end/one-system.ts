import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';
import { installClient } from '../client/packed.ts';
import { servePage, type PageServer } from '../client/page-server.ts';
import { startOtlpReceiver, type OtlpReceiver } from '../kit/otlp.ts';
import { startSystem, type TestSystem } from '../kit/system.ts';

export const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));
export const METRICS_TOKEN = 'a token for the metrics of tests';

/** A system for suites that do not break it. It sends its spans to `receiver` and lets `pages` ask. */
export let system: TestSystem;
export let receiver: OtlpReceiver;
/** Pages that have the client of `project`, and the folder of that. */
export let pages: PageServer;
export let project: string;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ordergraph-client-'));
  project = join(folder, 'shop');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  // What a new project would install besides the client is what is installed here.
  symlinkSync(MODULES, join(folder, 'node_modules'), 'junction');
  pages = await servePage(join(installClient(project).folder, 'dist'));
  receiver = await startOtlpReceiver();
  system = await startSystem({ ...receiver.settings, METRICS_TOKEN, LOG_LEVEL: 'info', CORS_ORIGINS: pages.origin });
});
afterAll(async () => {
  await system?.remove();
  await receiver?.stop();
  await pages?.stop();
  rmSync(folder, { recursive: true, force: true });
});
