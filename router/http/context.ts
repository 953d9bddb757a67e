import type { IncomingMessage, ServerResponse } from 'node:http';
import { headerOf, originOf } from '#platform/http-server.ts';
import { networkOf } from '#platform/network.ts';

/** What the router knows of a request while it is answered; subgraphs get what concerns them. */
export type RequestContext = ReturnType<typeof contextOf>;

/** Begins the context of a request, whose caller is anonymous at first. */
export function contextOf(request: IncomingMessage, response: ServerResponse, trustedProxies: number) {
  const client = new AbortController();
  const abandon = (): void => client.abort();
  response.once('close', () => {
    if (!response.writableEnded) abandon();
  });
  const clientAddress = clientAddressOf(request, trustedProxies);
  // The caller and the operation's name are added once they are known.
  const found: { callerId?: string; operation?: string | undefined } = {};
  return {
    ...found,
    isGet: request.method === 'GET',
    authorization: request.headers.authorization || undefined,
    /** So that attempts to guess a password can be counted by it. */
    clientAddress,
    ...originOf(request),
    /** Aborted when the client leaves before its answer, or the answer is given up. */
    signal: client.signal,
    abandon,
    /** Whose requests are counted together: the caller's or, without a token, those of a network. */
    who: `network:${networkOf(clientAddress ?? 'unknown')}`,
  };
}

/** The client's address: what the outermost proxy of one's own saw. Addresses further left can be made up by anybody. */
function clientAddressOf(request: IncomingMessage, trustedProxies: number): string | undefined {
  if (trustedProxies === 0) return request.socket.remoteAddress;
  const forwarded = (headerOf(request, 'x-forwarded-for') ?? '').split(',').map((address) => address.trim());
  return forwarded.at(-trustedProxies) || request.socket.remoteAddress;
}
