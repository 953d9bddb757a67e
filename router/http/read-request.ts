import type { IncomingMessage } from 'node:http';
import { BodyTooLargeError, readBody } from '#platform/http-server.ts';
import { isObject } from '../engine/json.ts';
import type { JsonObject } from '../engine/json.ts';
import { RefusedError } from './errors.ts';

/** A GraphQL request, as a client sent it. At least one of `query` and `hash` is there. */
export interface GraphqlRequest {
  readonly query: string | undefined;
  /** The SHA-256 of a query that the router knows, or shall know from now on, in hexadecimal. */
  readonly hash: string | undefined;
  readonly operationName: string | undefined;
  readonly variables: JsonObject;
}

const SHA256 = /^[0-9a-f]{64}$/i;
const refuse = (message: string): RefusedError => new RefusedError(400, 'BAD_REQUEST', message);

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
    if (error instanceof SyntaxError) throw refuse('The body is not JSON.');
    throw error;
  }
}

/** Reads the body of a POST. Throws RefusedError for what is no request (GraphQL over HTTP, "Request Parameters"). */
export function readRequest(body: unknown): GraphqlRequest {
  if (Array.isArray(body)) throw refuse('Send one request at a time: batches are not answered.');
  if (!isObject(body)) throw refuse('The body must be an object with a query.');
  const { query, documentId, operationName, variables, extensions } = body;
  if (!isTextOrNothing(query)) throw refuse('query must be a text.');
  if (!isTextOrNothing(operationName)) throw refuse('operationName must be a text.');
  if (!isObjectOrNothing(variables)) throw refuse('variables must be an object.');
  if (!isObjectOrNothing(extensions)) throw refuse('extensions must be an object.');
  const hash = hashOf(documentId, extensions);
  if ((query ?? '') === '' && hash === undefined) throw refuse('There is no query.');
  return {
    query: query || undefined,
    hash,
    operationName: operationName || undefined,
    variables: variables ?? {},
  };
}

/** Reads the search part of a GET. Throws RefusedError for what is no request. */
export function readSearch(search: URLSearchParams): GraphqlRequest {
  const objectAt = (name: string): unknown => {
    const text = search.get(name);
    if (text === null || text === '') return undefined;
    try {
      return JSON.parse(text);
    } catch {
      throw refuse(`${name} must be an object in JSON.`);
    }
  };
  for (const name of ['query', 'documentId', 'operationName', 'variables', 'extensions'])
    if (search.getAll(name).length > 1) throw refuse(`${name} is there more than once.`);
  return readRequest({
    query: search.get('query'),
    documentId: search.get('documentId'),
    operationName: search.get('operationName'),
    variables: objectAt('variables'),
    extensions: objectAt('extensions'),
  });
}

/** By `documentId` (GraphQL over HTTP, "Persisted Documents") or as Apollo's clients send it. */
function hashOf(documentId: unknown, extensions: JsonObject | null | undefined): string | undefined {
  const persisted = extensions?.['persistedQuery'];
  if ((documentId ?? undefined) !== undefined) {
    const hash = typeof documentId === 'string' ? documentId.replace(/^sha256:/, '') : '';
    if (!SHA256.test(hash)) throw refuse('documentId must be "sha256:" and the hash of the document in hexadecimal.');
    return hash.toLowerCase();
  }
  if ((persisted ?? undefined) === undefined) return undefined;
  if (!isObject(persisted) || persisted['version'] !== 1) throw refuse('persistedQuery must have version 1.');
  const { sha256Hash } = persisted;
  if (typeof sha256Hash !== 'string' || !SHA256.test(sha256Hash))
    throw refuse('persistedQuery.sha256Hash must be a SHA-256 in hexadecimal.');
  return sha256Hash.toLowerCase();
}

const isTextOrNothing = (value: unknown): value is string | null | undefined =>
  value === undefined || value === null || typeof value === 'string';
const isObjectOrNothing = (value: unknown): value is JsonObject | null | undefined =>
  value === undefined || value === null || isObject(value);
