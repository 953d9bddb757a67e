import type { Delivery } from './domain/delivery.ts';
import type { Letter } from './domain/mail.ts';

/**
 * A way to reach users: e-mail (email.ts). Another one, such as SMS, implements this and gets a sender of its own in main.ts. All
 * notifications are for e-mail so far: it also needs a column that says whose a notification is, which claimDue (rows.ts) asks for.
 */
export interface Channel {
  /** Names its spans. */
  readonly name: string;
  /** How many notifications it delivers at a time. */
  readonly concurrency: number;
  /** Delivers a notification. Never rejects: a failure is part of the result. */
  send(letter: Letter, signal: AbortSignal): Promise<Delivery>;
  close(): void;
}
