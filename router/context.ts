import type { Departure } from './departure.ts';

/** What the router knows of a request while it is answered; the subgraphs are told what concerns them. */
export interface RouterContext {
  /** The Authorization header as it came, already verified; undefined for an anonymous caller. */
  readonly authorization: string | undefined;
  /** Where the client is, so that attempts to guess a password can be counted by it. */
  readonly clientAddress: string | undefined;
  readonly requestId: string;
  readonly traceparent: string;
  readonly client: Departure;
}
