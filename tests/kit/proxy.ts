import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

/** An address that leads to a server, or nowhere, and can be led elsewhere: what a fail-over or a bad moment looks like to a client. */
export interface Proxy {
  readonly port: number;
  /** How many connections were made to it. */
  connections(): number;
  /** Leads new connections to a port; to none, it ends them at once; to nowhere, it leaves them without an answer. Those that there are stay where they are. */
  lead(port: number | 'nowhere' | undefined): void;
  /** Ends every connection. */
  cut(): void;
  stop(): Promise<void>;
}

/** Starts a proxy on a free port that leads to `target`. */
export async function startProxy(target: number | 'nowhere' | undefined): Promise<Proxy> {
  let to = target;
  let count = 0;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket, other: () => Socket | undefined): void => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      other()?.destroy();
    });
  };
  const server = createServer((socket) => {
    count += 1;
    const onward = typeof to === 'number' ? connect(to, '127.0.0.1') : undefined;
    keep(socket, () => onward);
    if (onward === undefined) {
      if (to === undefined) socket.destroy();
      return;
    }
    keep(onward, () => socket);
    socket.pipe(onward).pipe(socket);
  });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await listening;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy does not listen on a port');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: address.port,
    connections: () => count,
    lead: (port) => void (to = port),
    cut,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        cut();
      }),
  };
}

/** The port of an address, and the address with another one. */
export const portOf = (url: string): number => Number(new URL(url).port);
export const withPort = (url: string, port: number): string => Object.assign(new URL(url), { port: String(port) }).href;
