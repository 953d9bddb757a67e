import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Obstacle, reasonOf } from './obstacle.ts';
import type { Listener } from './settings.ts';

/** An address to listen on, and the setting of its port. */
export interface Endpoint {
  readonly setting: Listener;
  readonly host: string;
  readonly port: number;
}

// Processes whose launcher was killed exit after at most ten seconds, the limit of their shutdown.
const LEFT_BEHIND_LIMIT_MS = 12_000;
const POLL_MS = 200;

const IN_USE = 'EADDRINUSE';

function tryListening({ host, port }: Endpoint): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(reasonOf(error)));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

function describe({ setting, host, port }: Endpoint, reason: string): string {
  if (reason === IN_USE) {
    return `${setting}: port ${port} on ${host} is in use by another program; stop it, or set ${setting} to a free one.`;
  }
  if (reason === 'EACCES')
    return `${setting}: port ${port} needs a privilege that this user has not; set ${setting} above 1023.`;
  if (reason === 'EADDRNOTAVAIL' || reason === 'ENOTFOUND') {
    return `HOST: ${host} is no address of this machine (${setting}); set HOST to one that is, such as 127.0.0.1.`;
  }
  return `${setting}: port ${port} on ${host} cannot be listened on (${reason}).`;
}

async function faultsOf(endpoints: readonly Endpoint[]): Promise<string[]> {
  const faults: { readonly endpoint: Endpoint; readonly reason: string }[] = [];
  for (const endpoint of endpoints) {
    const reason = await tryListening(endpoint);
    if (reason !== undefined) faults.push({ endpoint, reason });
  }
  if (faults.length > 1 && faults.every(({ reason }) => reason === IN_USE))
    return [describeAll(faults.map(({ endpoint }) => endpoint))];
  return faults.map(({ endpoint, reason }) => describe(endpoint, reason));
}

/** All ports in use most often means another Ordergraph. */
const describeAll = (endpoints: readonly Endpoint[]): string =>
  `PORT: the ports ${endpoints.map(({ port }) => port).join(', ')} are in use by other programs; stop them, or set PORT to another number, which the other ports follow.`;

/** Throws an Obstacle that names every port that cannot be listened on. `mayStillEnd` waits for the processes of an earlier start to exit. */
export async function checkPorts(endpoints: readonly Endpoint[], options: { mayStillEnd: boolean }): Promise<void> {
  const deadline = Date.now() + (options.mayStillEnd ? LEFT_BEHIND_LIMIT_MS : 0);
  for (;;) {
    const faults = await faultsOf(endpoints);
    if (faults.length === 0) return;
    if (Date.now() >= deadline) throw new Obstacle(faults.join('\n'));
    await delay(POLL_MS);
  }
}
