import type { OrderNotice, OrderNoticeType } from '../notice.ts';

/** A notification in words. The subject is one line; paragraphs of the message are parted by an empty line. */
export interface Writing {
  readonly subject: string;
  readonly message: string;
}

/** Everything that we say in one language. Nothing in it is HTML: what a mail needs to be escaped, its layout escapes. */
export interface Language {
  /** As the Content-Language header names it (RFC 3282). */
  readonly tag: string;
  welcome(): Writing;
  /** What is shown in the graph as well, so it does not hold the token. */
  passwordReset(expiresAt: Date): Writing;
  readonly orders: Readonly<Record<OrderNoticeType, (order: OrderNotice) => Writing>>;
  /** The subject of a message that was given none. */
  readonly generalSubject: string;
  greeting(name: string): string;
  /** Stands above a one-time token. */
  readonly tokenLabel: string;
  /** Ends every mail; the system's address follows it. */
  readonly closing: string;
}
