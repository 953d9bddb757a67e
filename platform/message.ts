import { z } from 'zod';
import type { Service } from './config.ts';

/** A kind of message: its name, its version, who takes it, and the form of its payload. */
export interface MessageType<Payload = unknown> {
  readonly name: string;
  readonly version: number;
  readonly destinations: readonly Service[];
  readonly payload: z.ZodType<Payload>;
}

/** A message as its taker sees it: parsed. */
export interface Message<Payload = unknown> {
  readonly id: string;
  readonly name: string;
  readonly occurredAt: Date;
  readonly payload: Payload;
}

/** A message as it travels and is stored: JSON. */
export const envelopeSchema = z.object({
  id: z.uuid(),
  name: z.string().regex(/^[A-Z][A-Za-z]+$/), // BullMQ's job names hold no ':'.
  version: z.number().int().positive(),
  occurredAt: z.iso.datetime(),
  traceparent: z.string(),
  payload: z.unknown(),
});
export type Envelope = z.infer<typeof envelopeSchema>;

/**
 * Declares a kind of message. Requests are imperative and have one destination (`ReserveStock`), facts are in the past tense
 * (`StockReserved`). The payload's schema says how it looks as JSON (codecs for what JSON lacks); it is applied when the message is
 * sent and again when it is taken. A change that old takers could not read is a new version.
 */
export const defineMessage = <Payload>(
  name: string,
  destinations: readonly Service[],
  payload: z.ZodType<Payload>,
  version = 1,
): MessageType<Payload> => ({ name, version, destinations, payload });
