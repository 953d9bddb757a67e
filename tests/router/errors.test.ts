import { afterAll, describe, expect, test } from 'vitest';
import { sendJson } from '#platform/http-server.ts';
import { startWorld } from './world.ts';

const world = await startWorld();
afterAll(() => world.stop());

const search = (text: string) => world.ask('query ($text: String) { users(search: $text) { nodes { id } } }', { text });

describe('an error of a service', () => {
  test('that is meant for clients keeps its message, its code and its place, and nothing else', async () => {
    const { status, body } = await search('forbidden');
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        data: { users: null },
        errors: [{ message: 'You may not do this.', path: ['users'], extensions: { code: 'FORBIDDEN' } }],
      },
    });
  });

  test('keeps what says when to come back, and which field is wrong', async () => {
    const extensionsOf = async (kind: string): Promise<unknown> => (await search(kind)).body.errors?.[0]?.extensions;
    expect(await extensionsOf('limited')).toEqual({ code: 'RATE_LIMITED', retryAfterSeconds: 7 });
    expect(await extensionsOf('cursor')).toEqual({ code: 'BAD_USER_INPUT', field: 'after' });
  });

  test.for(['bug', 'unknown'])(
    'that is a bug or unknown (%s) is told as one, and nothing more; the log knows the rest',
    async (kind) => {
      world.logLines.length = 0;
      const { status, text, body } = await search(kind);
      expect(status).toBe(200);
      expect(body).toEqual({
        data: { users: null },
        errors: [{ message: 'Internal server error', path: ['users'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
      });
      expect(text).not.toMatch(/10\.0\.0|postgres|SELECT|stack|users at/);
      const logged = world.logLines.filter((line) => line.includes('a request failed'));
      expect(logged).toHaveLength(1);
      expect(logged[0]).toContain('10.0.0.7');
      expect(logged[0]).toContain('"subgraph":"users"');
    },
  );
});

test('errors of a service that are null are none', async () => {
  world.subgraphs.users.intercept = (_, response) => sendJson(response, 200, { data: { me: null }, errors: null });
  expect((await world.ask('{ me { username } }')).body).toEqual({ data: { me: null } });
  world.subgraphs.users.intercept = undefined;
});

test('an answer never holds the query plan, nor a trace', async () => {
  const headers = { 'apollo-query-plan-experimental': '1', 'apollo-federation-include-trace': 'ftv1' };
  const { body } = await world.ask('{ products { nodes { name } } }', {}, headers);
  expect(body).toEqual({ data: { products: { nodes: [{ name: 'Lamp' }, { name: 'Lamp' }] } } });
});
