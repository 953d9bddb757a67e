import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { RefusedError, badRequest } from '../errors.ts';
import type { GraphqlRequest } from './read-request.ts';

/** Queries that clients have sent whole once and name by their hash since, counted by their characters. */
const KEPT_LENGTH_MAX = 1_000_000;

const manifestSchema = z.record(z.string(), z.string());

/** Documents by the SHA-256 of their text, in hexadecimal. */
export type Manifest = Readonly<Record<string, string>>;

/** Reads a manifest; throws where it is none. */
export const readManifest = (json: string): Manifest => manifestSchema.parse(JSON.parse(json));

/** The text of the query that a request is for; undefined for an unknown hash. Throws RefusedError for one that is not allowed. */
export type FindQuery = (request: Pick<GraphqlRequest, 'query' | 'hash'>) => string | undefined;

/**
 * Finds queries by their hash: those of the manifest and, unless they are all that is answered, those that a client has sent with its hash before
 * (automatic persisted queries).
 */
export function createFindQuery(manifest: Manifest, isListedOnly: boolean): FindQuery {
  const known = new Map(Object.entries(manifest));
  const listed = new Set(known.values());
  const sent = new LRUCache<string, string>({ maxSize: KEPT_LENGTH_MAX, sizeCalculation: (query) => query.length });
  return ({ query, hash = '' }) => {
    if (query === undefined) return known.get(hash) ?? sent.get(hash);
    if (isListedOnly && !listed.has(query))
      throw new RefusedError(
        403,
        'OPERATION_NOT_LISTED',
        'Only the operations of the published list are answered here.',
      );
    if (isListedOnly || hash === '') return query;
    if (createHash('sha256').update(query).digest('hex') !== hash)
      throw badRequest('The hash is not that of the query.');
    sent.set(hash, query);
    return query;
  };
}
