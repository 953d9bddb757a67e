/** What the router knows of a request while it is answered; the gateway hands it to the data sources. */
export interface RouterContext {
  /** The Authorization header as it came, already verified; undefined for an anonymous caller. */
  readonly authorization: string | undefined;
  /** Where the client is, so that attempts to guess a password can be counted by it. */
  readonly clientAddress: string | undefined;
  readonly requestId: string;
  readonly traceparent: string;
  /** Aborted when the client leaves before its answer. */
  readonly abandoned: AbortSignal;
  /** Shared by everything that works on this request. */
  readonly notes: Notes;
}

/** What is found out on the way to the answer. */
export class Notes {
  /** Places, such as `order.lines.@.product`, where a subgraph did not have an entity that another one named. */
  readonly missingAt = new Set<string>();
  /** Whether the request was well formed but could not be run: its query or its variables are not valid. */
  isRefused = false;
}
