import type { TestProject } from 'vitest/node';
import { startTestPostgres } from './postgres.ts';

/**
 * Runs before the first test of each project that needs a database (see `createTestDatabase`). The first project starts the server for all;
 * what is returned runs after the last test.
 */
export default async function setup({ vitest }: TestProject): Promise<(() => Promise<void>) | undefined> {
  const run = vitest.getRootProject();
  if ('testPostgres' in run.getProvidedContext()) return undefined;
  const { url, prefix, stop } = await startTestPostgres();
  run.provide('testPostgres', { url, prefix });
  return stop;
}
