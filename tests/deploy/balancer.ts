import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

/** One address in front of several replicas, as a container network or a Kubernetes Service is. */
export interface Balancer {
  readonly url: string;
  close(): Promise<void>;
}

async function open(port: number): Promise<Socket | undefined> {
  const socket = connect({ port, host: '127.0.0.1' });
  try {
    await once(socket, 'connect');
    return socket;
  } catch {
    return undefined;
  }
}

/** Gives each connection to the next replica in turn, and where nobody listens there, to the one after it. */
export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  let turn = 0;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  };
  const serve = async (client: Socket): Promise<void> => {
    keep(client);
    turn += 1;
    for (const [offset] of ports.entries()) {
      const replica = await open(ports[(turn + offset) % ports.length] ?? 0);
      if (replica === undefined) continue;
      keep(replica);
      client.once('close', () => replica.destroy());
      replica.once('close', () => client.destroy());
      client.pipe(replica).pipe(client);
      return;
    }
    client.destroy();
  };
  const server = createServer((client) => void serve(client));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The balancer does not listen on a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
