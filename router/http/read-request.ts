import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { BodyTooLargeError, readBody } from '#platform/http-server.ts';
import { isObject } from '../engine/data.ts';
import type { JsonObject } from '../engine/data.ts';
import { RefusedError, badRequest } from '../errors.ts';

/** A GraphQL request, as a client sent it. At least one of `query` and `hash` is there. */
export interface GraphqlRequest {
  readonly query: string | undefined;
  /** The SHA-256 of a query that the router knows, or shall know from now on, in hexadecimal. */
  readonly hash: string | undefined;
  readonly operationName: string | undefined;
  readonly variables: JsonObject;
}

/** Reads a request's body as JSON. Throws RefusedError for one that is none, or is larger than it may be, and ClientLeftError. */
export async function readJson(request: IncomingMessage, bytesMax: number): Promise<unknown> {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = request.headers;
  // Only with this media type does a browser ask first whether a foreign page may send it.
  if (type !== 'application/json' && type.split(';')[0]?.trim().toLowerCase() !== 'application/json')
    throw new RefusedError(415, 'BAD_REQUEST', 'Send the query as JSON, with content-type: application/json.');
  if (encoding !== 'identity') throw new RefusedError(415, 'BAD_REQUEST', 'Send the body uncompressed.');
  try {
    return JSON.parse(await readBody(request, bytesMax));
  } catch (error) {
    if (error instanceof BodyTooLargeError) throw new RefusedError(413, 'BAD_REQUEST', error.message);
    if (error instanceof SyntaxError) throw badRequest('The body is not JSON.');
    throw error;
  }
}

const text = z.string('must be a text').nullish();
const object = z.custom<JsonObject>(isObject, 'must be an object').nullish();
const hash = (pattern: RegExp, what: string) => z.string(`must be ${what}`).regex(pattern, `must be ${what}`);

const requestSchema = z.object(
  {
    query: text,
    operationName: text,
    variables: object,
    /** GraphQL over HTTP, "Persisted Documents". */
    documentId: hash(/^(sha256:)?[0-9a-f]{64}$/i, '"sha256:" and the hash of the document in hexadecimal').nullish(),
    extensions: z
      .object(
        {
          /** As Apollo's clients send it. */
          persistedQuery: z
            .object(
              { version: z.literal(1, 'must be 1'), sha256Hash: hash(/^[0-9a-f]{64}$/i, 'a SHA-256 in hexadecimal') },
              'must be an object',
            )
            .nullish(),
        },
        'must be an object',
      )
      .nullish(),
  },
  'The body must be an object with a query; batches are not answered.',
);

/** Reads the body of a POST. Throws RefusedError for what is no request (GraphQL over HTTP, "Request Parameters"). */
export function readRequest(body: unknown): GraphqlRequest {
  const read = requestSchema.safeParse(body);
  if (!read.success) {
    const [{ path, message } = { path: [], message: '' }] = read.error.issues;
    throw badRequest(path.length === 0 ? message : `${path.join('.')} ${message}.`);
  }
  const { query, operationName, variables, documentId, extensions } = read.data;
  const hashed = documentId?.replace(/^sha256:/i, '') ?? extensions?.persistedQuery?.sha256Hash;
  if (!query && hashed === undefined) throw badRequest('There is no query.');
  return {
    query: query || undefined,
    hash: hashed?.toLowerCase(),
    operationName: operationName || undefined,
    variables: variables ?? {},
  };
}

/** Reads the search part of a GET. Throws RefusedError for what is no request. */
export function readSearch(search: URLSearchParams): GraphqlRequest {
  const objectAt = (name: string): unknown => {
    try {
      return JSON.parse(search.get(name) || 'null');
    } catch {
      throw badRequest(`${name} must be an object in JSON.`);
    }
  };
  for (const name of search.keys())
    if (search.getAll(name).length > 1) throw badRequest(`${name} is there more than once.`);
  return readRequest({
    ...Object.fromEntries(search),
    variables: objectAt('variables'),
    extensions: objectAt('extensions'),
  });
}
