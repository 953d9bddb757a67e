import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment } from '#platform/config.ts';

const DATA_DIR = '.data';
const PORT = '4000';

/** Returns the address of the graph that runs from the data folder, from its file there (`launcher/running-system.ts`), else the default address. */
export function usualUrl(): string {
  const { DATA_DIR: folder = DATA_DIR, PORT: port = PORT } = environment();
  try {
    const running: unknown = JSON.parse(readFileSync(join(folder, 'running.json'), 'utf8'));
    if (typeof running === 'object' && running !== null && 'graphqlUrl' in running) return String(running.graphqlUrl);
  } catch {
    // No system was started from there.
  }
  return `http://127.0.0.1:${port}/graphql`;
}
