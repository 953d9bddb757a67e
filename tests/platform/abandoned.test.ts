import { once } from 'node:events';
import { request } from 'node:http';
import { ApolloServer } from '@apollo/server';
import { afterAll, expect, test } from 'vitest';
import { connectDatabase, shape } from '#platform/database.ts';
import { startHttpServer } from '#platform/http-server.ts';
import { createLog } from '#platform/log.ts';
import { inScope } from '#platform/scope.ts';
import { graphqlRoute } from '#platform/subgraph.ts';
import { createTestDatabase } from '../kit/postgres.ts';

const COUNT = shape<{ count: number }>({ count: 'count' });

const { url, drop } = await createTestDatabase('orders');
let onStatement: () => void = () => undefined;
let onRead: (read: unknown) => void = () => undefined;
let left: Promise<unknown> = Promise.resolve();
const database = connectDatabase({ url, connectionsMax: 3, onStatement: () => onStatement() });

/** Reads until the server has seen that the caller has left, and then what belongs to it. */
const slow = async () => {
  await database.rows(COUNT)`SELECT 1 AS count`;
  await left;
  return {
    more: async () => {
      const reading = database.rows(COUNT)`SELECT 2 AS count`.then(([row]) => row?.count);
      await reading.then(onRead, onRead);
      return reading;
    },
  };
};
const server = new ApolloServer({
  typeDefs: 'type Query { slow: Slow } type Mutation { slow: Slow } type Slow { more: Int }',
  resolvers: { Query: { slow }, Mutation: { slow } },
});
await server.start();
const answer = graphqlRoute(server, async () => ({}));
const http = await startHttpServer({
  host: '127.0.0.1',
  port: 0,
  log: createLog('test', { LOG_LEVEL: 'silent' }),
  routes: {
    '/': (...given) => {
      left = once(given[1], 'close');
      return inScope({ traceparent: '' }, () => answer(...given));
    },
  },
});
afterAll(async () => {
  await http.stop();
  await server.stop();
  await database.close();
  await drop();
});

test.for([
  ['a query is not read to its end', '{ slow { more } }', expect.objectContaining({ name: 'GraphQLError' })],
  ['a mutation is', 'mutation { slow { more } }', 2],
] as const)('for a caller who has left %s', async ([, query, expected]) => {
  const { promise: read, resolve } = Promise.withResolvers<unknown>();
  onRead = resolve;
  const outgoing = request({ port: http.port, method: 'POST', headers: { 'content-type': 'application/json' } });
  outgoing.on('error', () => undefined).end(JSON.stringify({ query }));
  onStatement = () => outgoing.destroy();
  expect(await read).toEqual(expected);
});
