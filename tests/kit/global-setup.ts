import type { TestProject } from 'vitest/node';
import { startTestPostgres } from './postgres.ts';

/** Runs once before the first test that needs a database: see `createTestDatabase`. Returns what runs after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, prefix, stop } = await startTestPostgres();
  project.provide('testPostgres', { url, prefix });
  return stop;
}
