import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import { z } from 'zod';
import { SERVICES } from '#platform/config.ts';
import type { Service } from '#platform/config.ts';
import { cannedResolvers } from './router-canned.ts';

const bodySchema = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

/** Returns the response to a request body. Responses are cached by body, so that the subgraphs cost little beside the routers. */
function createAnswers(service: Service): (body: string) => Promise<Buffer> {
  const sdl = readFileSync(new URL(`../subgraphs/${service}/schema.graphql`, import.meta.url), 'utf8');
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: cannedResolvers[service] }]);
  const known = new Map<string, Buffer>();
  return async (body) => {
    const answer = known.get(body);
    if (answer !== undefined) return answer;
    const { query, variables, operationName } = bodySchema.parse(JSON.parse(body));
    const result = await graphql({
      schema,
      source: query,
      variableValues: variables ?? null,
      operationName: operationName ?? null,
    });
    const made = Buffer.from(JSON.stringify(result));
    known.set(body, made);
    return made;
  };
}

function readBody(request: IncomingMessage, done: (body: string) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => void chunks.push(chunk));
  request.on('end', () => done(Buffer.concat(chunks).toString()));
}

const sendJson = (response: ServerResponse, body: Buffer): void => {
  response.writeHead(200, ['content-type', 'application/json', 'content-length', String(body.length)]);
  response.end(body);
};

/** Serves the five subgraphs on `firstPort` and those after it; the first is users, which also has the keys that tokens are checked with. */
export function serveSubgraphs(firstPort: number, keys: string): void {
  for (const [place, service] of SERVICES.entries()) {
    const answer = createAnswers(service);
    const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
      const { url } = request;
      if (url === '/.well-known/jwks.json') return sendJson(response, Buffer.from(keys));
      if (url === '/revocations') return sendJson(response, Buffer.from('{"users":[],"sessions":[]}'));
      if (url === '/ready') return sendJson(response, Buffer.from('{}'));
      return readBody(request, (body) => void answer(body).then((text) => sendJson(response, text)));
    });
    server.listen(firstPort + place, '127.0.0.1');
  }
}
