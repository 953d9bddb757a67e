import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

/** One address in front of several replicas, as a container network or a Kubernetes Service is. */
export interface Balancer {
  readonly url: string;
  close(): Promise<void>;
}

/** Forwards each connection to the next replica in turn; if that does not listen, to the one after it. */
export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  let turns = 0;
  const sockets = new Set<Socket>();
  const forward = (client: Socket, turn: number, attempts: number): void => {
    const replica = connect({ port: ports[turn % ports.length] ?? 0, host: '127.0.0.1' });
    sockets.add(replica);
    replica.once('connect', () => client.pipe(replica).pipe(client));
    replica.once('error', () =>
      replica.bytesWritten === 0 && attempts > 1 ? forward(client, turn + 1, attempts - 1) : client.destroy(),
    );
    replica.once('close', () => sockets.delete(replica));
    client.once('close', () => replica.destroy());
  };
  const server = createServer((client) => {
    sockets.add(client);
    client.on('error', () => client.destroy()).once('close', () => sockets.delete(client));
    forward(client, (turns += 1), ports.length);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The balancer does not listen on a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
