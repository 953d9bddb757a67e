import type { Delivery } from './domain/delivery.ts';
import type { Letter } from './domain/mail.ts';

/**
 * A way to reach users: e-mail (email.ts). Another one, such as SMS, implements this, is opened in main.ts and gets a sender of its own,
 * which claims the notifications of its channel.
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
