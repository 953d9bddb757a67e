import { readFileSync } from 'node:fs';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';

interface Context {
  readonly authorization?: string | undefined;
}

/** The gateway as Apollo ships it: @apollo/gateway with its own fetcher under a standalone Apollo Server, which passes the token on. */
export async function serveStock(port: number, supergraphFile: string): Promise<void> {
  const gateway = new ApolloGateway({
    supergraphSdl: readFileSync(supergraphFile, 'utf8'),
    buildService: ({ url }) =>
      new RemoteGraphQLDataSource<Context>({
        ...(url !== undefined && { url }),
        willSendRequest: ({ request, context }) => {
          const authorization: unknown = context.authorization;
          if (typeof authorization === 'string') request.http?.headers.set('authorization', authorization);
        },
      }),
  });
  const server = new ApolloServer<Context>({ gateway });
  await startStandaloneServer(server, {
    listen: { port, host: '127.0.0.1' },
    context: async ({ req }) => ({ authorization: req.headers.authorization }),
  });
}
