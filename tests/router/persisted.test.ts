import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { ProductsDocument, RequestPasswordResetDocument } from '../../client/generated/graphql.ts';
import { readManifest } from '../../router/http/find-operation.ts';
import { manifestOf } from '../../tools/operations.ts';
import { answerOf, post, startWorld } from './world.ts';
import type { Answer, World } from './world.ts';

const world = await startWorld();
const closed = await startWorld({ PERSISTED_OPERATIONS_ONLY: 'true' });
const text = await readFile(new URL('../../router/operations.json', import.meta.url), 'utf8');
const manifest = readManifest(text);
afterAll(() => Promise.all([world.stop(), closed.stop()]));

const hashOf = (query: string): string => createHash('sha256').update(query).digest('hex');
const persisted = (hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: hash } } });
const send = (to: World, body: unknown): Promise<Answer> => post(to.url, JSON.stringify(body));
const codeOf = ({ body }: Answer): unknown => body.errors?.[0]?.extensions['code'];

const OWN = '{ products { nodes { name sku } } }';
const LISTED = String(ProductsDocument);
const found = { status: 200, body: { data: { products: { nodes: [{ name: 'Lamp' }, { name: 'Lamp' }] } } } };

test('the list of operations is what the client sends', () => {
  expect(text === manifestOf(), 'it is not: run `npm run manifest:operations`').toBe(true);
  expect(manifest[hashOf(LISTED)]).toBe(LISTED);
  expect(Object.keys(manifest).length).toBeGreaterThan(25);
});

describe('a query by its hash', () => {
  test('is answered once it was sent whole, under either name, also by GET', async () => {
    const hash = hashOf(OWN);
    expect(codeOf(await send(world, persisted(hash)))).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(codeOf(await send(world, { documentId: `sha256:${hash}` }))).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(await send(world, { query: OWN, ...persisted(hash) })).toMatchObject(found);
    expect(await send(world, persisted(hash))).toMatchObject(found);
    expect(await send(world, { documentId: `sha256:${hash}` })).toMatchObject(found);
    const search = new URLSearchParams({ extensions: JSON.stringify(persisted(hash).extensions) });
    expect(await answerOf(await fetch(`${world.url}/graphql?${search.toString()}`))).toMatchObject(found);
  });

  test.for([
    ['application/json', 200],
    ['application/graphql-response+json', 400],
  ] as const)('that is not known is told as %s with status %d', async ([accept, status]) => {
    const answer = await post(world.url, JSON.stringify(persisted(hashOf('{ __typename }'))), { accept });
    expect([answer.status, codeOf(answer)]).toEqual([status, 'PERSISTED_QUERY_NOT_FOUND']);
  });

  test('of the list is answered at once', async () => {
    expect(await send(world, { documentId: `sha256:${hashOf(LISTED)}`, variables: { first: 2 } })).toMatchObject(found);
  });

  test('that is not its own is refused, and not kept', async () => {
    const hash = hashOf('{ me { id } }');
    const answer = await send(world, { query: OWN, ...persisted(hash) });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ extensions: { code: 'BAD_REQUEST' } }] } });
    expect(codeOf(await send(world, persisted(hash)))).toBe('PERSISTED_QUERY_NOT_FOUND');
  });

  test.for([
    ['another version', { extensions: { persistedQuery: { version: 2, sha256Hash: hashOf(OWN) } } }],
    ['no hash', { extensions: { persistedQuery: { version: 1 } } }],
    ['what is no hash', { documentId: 'sha256:xyz' }],
    ['a number', { documentId: 7 }],
  ] as const)('with %s is refused', async ([, body]) => {
    expect(await send(world, body)).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: 'BAD_REQUEST' } }] },
    });
  });

  test('is forgotten when others were sent since, which are longer than what is kept together', async () => {
    const first = '{ products { edges { cursor } } }';
    await send(world, { query: first, ...persisted(hashOf(first)) });
    expect(codeOf(await send(world, persisted(hashOf(first))))).toBeUndefined();
    for (const character of ['a', 'b', 'c']) {
      const long = `{ me { id } } #${character.repeat(400_000)}`;
      await send(world, { query: long, ...persisted(hashOf(long)) });
    }
    expect(codeOf(await send(world, persisted(hashOf(first))))).toBe('PERSISTED_QUERY_NOT_FOUND');
  });
});

describe('a router that answers the operations of the list alone', () => {
  test('answers them by hash and by text', async () => {
    expect(await send(closed, persisted(hashOf(LISTED)))).toMatchObject(found);
    expect(await send(closed, { documentId: hashOf(LISTED) })).toMatchObject(found);
    expect(await send(closed, { query: LISTED })).toMatchObject(found);
    const reset = { query: String(RequestPasswordResetDocument), variables: { email: 'ada@example.com' } };
    expect(await send(closed, reset)).toMatchObject({
      status: 200,
      body: { data: { requestPasswordReset: { ok: true } } },
    });
  });

  test.for([
    ['of its own', { query: OWN }],
    ['of its own, with its hash', { query: OWN, ...persisted(hashOf(OWN)) }],
    ['with the hash of one that is listed', { query: OWN, ...persisted(hashOf(LISTED)) }],
    ['that differs by a space', { query: `${LISTED} ` }],
    ['for the schema', { query: '{ __schema { queryType { name } } }' }],
  ] as const)('refuses a query %s', async ([, body]) => {
    const before = closed.subgraphs.products.received.length;
    expect(await send(closed, body)).toMatchObject({
      status: 403,
      body: { errors: [{ extensions: { code: 'OPERATION_NOT_LISTED' } }] },
    });
    expect(codeOf(await send(closed, persisted(hashOf(OWN))))).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(closed.subgraphs.products.received).toHaveLength(before);
  });
});
