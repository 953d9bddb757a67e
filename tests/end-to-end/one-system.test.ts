import { afterAll, beforeAll, describe } from 'vitest';
import { startOtlpReceiver, type OtlpReceiver } from '../kit/otlp.ts';
import { startSystem, type TestSystem } from '../kit/system.ts';
import { boardTests } from './board.ts';
import { clientTests, makeProject, type Project } from './client.ts';
import { METRICS_TOKEN, observabilityTests } from './observability.ts';

// What these suites ask of a system, one system gives.
let receiver: OtlpReceiver;
let project: Project;
let system: TestSystem;

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  project = await makeProject();
  const settings = { ...receiver.settings, METRICS_TOKEN, LOG_LEVEL: 'info', CORS_ORIGINS: project.pages.origin };
  system = await startSystem(settings);
});
afterAll(async () => {
  await system?.remove();
  await project?.remove();
  await receiver?.stop();
});

// First, since its metrics are looked at before anything happens.
describe('observability', () => observabilityTests(() => ({ system, receiver })));
describe('the board', () => boardTests(() => ({ system })));
describe('the client', () => clientTests(() => ({ system, project })));
