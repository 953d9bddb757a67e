import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment } from '#platform/config.ts';

const DATA_DIR = '.data';
const PORT = '4000';

/** Where the graph is that runs from the data folder: it says so in a file there (`launcher/running-system.ts`). Else where one would be. */
export function usualUrl(): string {
  const { DATA_DIR: folder = DATA_DIR, PORT: port = PORT } = environment();
  try {
    const running: unknown = JSON.parse(readFileSync(join(folder, 'running.json'), 'utf8'));
    if (typeof running === 'object' && running !== null && 'graphqlUrl' in running) return String(running.graphqlUrl);
  } catch {
    // No system has started from there.
  }
  return `http://127.0.0.1:${port}/graphql`;
}
