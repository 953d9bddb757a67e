import type { IncomingMessage, ServerResponse } from 'node:http';
import { headerOf, requestIdOf } from '#platform/http-server.ts';
import { networkOf } from '#platform/network.ts';
import { activeTraceparent, continueTrace } from '#platform/scope.ts';

/** What the router knows of a request while it is answered; subgraphs get what concerns them. */
export interface RequestContext {
  readonly isGet: boolean;
  /** The Authorization header as it came; undefined for an anonymous caller. */
  readonly authorization: string | undefined;
  /** Where the client is, so that attempts to guess a password can be counted by it. */
  readonly clientAddress: string | undefined;
  readonly requestId: string;
  readonly traceparent: string;
  /** Aborted when the client leaves before its answer, or the answer is given up. */
  readonly signal: AbortSignal;
  /** Gives up what is under way. */
  readonly abandon: () => void;
  /** Whose requests are counted together: the caller's or, without a token, those of a network. */
  who: string;
  callerId?: string;
  /** The operation's name, once it is known. */
  operation?: string | undefined;
}

/** Begins the context of a request, whose caller is anonymous at first. */
export function contextOf(request: IncomingMessage, response: ServerResponse, trustedProxies: number): RequestContext {
  const client = new AbortController();
  const abandon = (): void => client.abort();
  response.once('close', () => {
    if (!response.writableEnded) abandon();
  });
  const clientAddress = clientAddressOf(request, trustedProxies);
  return {
    isGet: request.method === 'GET',
    authorization: request.headers.authorization || undefined,
    clientAddress,
    requestId: requestIdOf(request),
    traceparent: continueTrace(activeTraceparent() ?? headerOf(request, 'traceparent')),
    signal: client.signal,
    abandon,
    who: `network:${networkOf(clientAddress ?? 'unknown')}`,
  };
}

/** The client's address: what the outermost proxy of one's own saw. Addresses further left can be made up by anybody. */
function clientAddressOf(request: IncomingMessage, trustedProxies: number): string | undefined {
  if (trustedProxies === 0) return request.socket.remoteAddress;
  const forwarded = (headerOf(request, 'x-forwarded-for') ?? '').split(',').map((address) => address.trim());
  return forwarded.at(-trustedProxies) || request.socket.remoteAddress;
}
