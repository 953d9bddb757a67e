import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { RouterErrorCode } from '../../../router/http/errors.ts';
import type { Within } from './world.ts';

const errorsSchema = z.object({ errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })) });

const HASH = createHash('sha256').update('{ __typename }').digest('hex');
const FIELDS = Array.from({ length: 51 }, (_, index) => `f${index}: __typename`);

/** OPERATION_NOT_LISTED is for a router that is told to answer a list of operations alone. */
type Code = Exclude<RouterErrorCode, 'OPERATION_NOT_LISTED'>;

/** A body for each code, which no operation comes to answer, and the HTTP status with which a client that takes JSON gets it. */
const BODIES: Readonly<Record<Code, readonly [status: number, body: unknown]>> = {
  GRAPHQL_PARSE_FAILED: [200, { query: '{ me {' }],
  GRAPHQL_VALIDATION_FAILED: [200, { query: '{ nothing }' }],
  OPERATION_RESOLUTION_FAILURE: [200, { query: 'query A { me { id } } query B { me { id } }' }],
  QUERY_TOO_LARGE: [400, { query: `{ ${FIELDS.join(' ')} }` }],
  PERSISTED_QUERY_NOT_FOUND: [200, { extensions: { persistedQuery: { version: 1, sha256Hash: HASH } } }],
  BAD_REQUEST: [400, 'no JSON'],
};

/** Requests that cannot be run as they stand. */
export function requestTests(within: Within): void {
  describe('a request that cannot be run gives', () => {
    test.for(Object.entries(BODIES))('%s', async ([code, [status, body]]) => {
      const response = await fetch(within().system.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      const text = await response.text();
      expect(errorsSchema.parse(JSON.parse(text)).errors.map(({ extensions }) => extensions.code)).toEqual([code]);
      expect(response.status).toBe(status);
    });
  });
}
