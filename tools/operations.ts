import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import * as ofClient from '../client/generated/graphql.ts';
import * as ofConsole from '../console/generated/graphql.ts';

/** The list of the client's operations, which the router reads. */
export const MANIFEST_FILE = fileURLToPath(new URL('../router/operations.json', import.meta.url));

/** The client's and the console's operations as they send them, by the SHA-256 of their text, as JSON. */
export function manifestOf(): string {
  const documents = [...Object.entries(ofClient), ...Object.entries(ofConsole)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) =>
      name.endsWith('Document') &&
      (value instanceof ofClient.TypedDocumentString || value instanceof ofConsole.TypedDocumentString)
        ? [String(value)]
        : [],
    );
  const entries = documents.map((text) => [createHash('sha256').update(text).digest('hex'), text] as const);
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}
