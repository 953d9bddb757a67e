import { z } from 'zod';
import { badRequest } from '#platform/errors.ts';
import { isObject } from '../engine/data.ts';
import type { JsonObject } from '../engine/data.ts';

const text = z.string('must be a text').nullish();
const object = z.custom<JsonObject>(isObject, 'must be an object').nullish();
const part = <Shape extends z.ZodRawShape>(shape: Shape) => z.object(shape, 'must be an object').nullish();
const DOCUMENT_ID = 'must be "sha256:" and the hash of the document in hexadecimal';

const bodySchema = z.object(
  {
    query: text,
    operationName: text,
    variables: object,
    /** GraphQL over HTTP, "Persisted Documents". */
    documentId: z.stringFormat('document', /^(sha256:)?[0-9a-f]{64}$/i, DOCUMENT_ID).nullish(),
    extensions: part({
      /** As Apollo's clients send it. */
      persistedQuery: part({
        version: z.literal(1, 'must be 1'),
        sha256Hash: z.hash('sha256', { error: 'must be a SHA-256 in hexadecimal' }),
      }),
    }),
  },
  'The body must be an object with a query; batches are not answered.',
);

const requestSchema = bodySchema
  .transform(({ query, operationName, variables, documentId, extensions }) => ({
    query: query || undefined,
    /** The SHA-256 of a query that the router knows, or shall know from now on, in hexadecimal. */
    hash: (documentId?.replace(/^sha256:/i, '') ?? extensions?.persistedQuery?.sha256Hash)?.toLowerCase(),
    operationName: operationName || undefined,
    variables: variables ?? {},
  }))
  .refine(({ query, hash }) => query !== undefined || hash !== undefined, 'There is no query.');

/** A GraphQL request, as a client sent it. At least one of `query` and `hash` is there. */
export type GraphqlRequest = z.output<typeof requestSchema>;

/** Reads the body of a POST. Throws RefusedError for what is no request (GraphQL over HTTP, "Request Parameters"). */
export function readRequest(body: unknown): GraphqlRequest {
  const read = requestSchema.safeParse(body);
  if (read.success) return read.data;
  const [{ path, message } = { path: [], message: '' }] = read.error.issues;
  throw badRequest(path.length === 0 ? message : `${path.join('.')} ${message}.`);
}

/** Reads the search part of a GET's address. Throws RefusedError for what is no request. */
export function readSearch(url: URL): GraphqlRequest {
  const { searchParams: search } = url;
  try {
    decodeURIComponent(url.search);
  } catch {
    throw badRequest('The address is not UTF-8 in URL encoding.');
  }
  const objectAt = (name: string): unknown => {
    try {
      return JSON.parse(search.get(name) || 'null');
    } catch {
      throw badRequest(`${name} must be an object in JSON.`);
    }
  };
  for (const name of Object.keys(bodySchema.shape))
    if (search.getAll(name).length > 1) throw badRequest(`${name} is there more than once.`);
  return readRequest({
    ...Object.fromEntries(search),
    variables: objectAt('variables'),
    extensions: objectAt('extensions'),
  });
}
