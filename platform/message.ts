import { z } from 'zod';
import type { Service } from './config.ts';
import type { Origin } from './scope.ts';

/** A kind of message: its name, its version, the services that consume it, and the form of its payload. */
export interface MessageType<Name extends string = string, Payload = unknown> {
  readonly name: Name;
  readonly version: number;
  readonly destinations: readonly Service[];
  readonly payload: z.ZodType<Payload>;
}

/** A message as its consumer gets it: parsed. What it causes comes from where it comes from. */
export interface Message<Name extends string = string, Payload = unknown> extends Origin {
  readonly id: string;
  readonly name: Name;
  readonly occurredAt: Date;
  readonly payload: Payload;
}

/** The messages of some types, distinguished by name. */
export type MessageOf<Type extends MessageType> =
  Type extends MessageType<infer Name, infer Payload> ? Message<Name, Payload> : never;

/** A message as it is transported and stored: JSON. */
export const envelopeSchema = z.object({
  id: z.uuid(),
  name: z.string().regex(/^[A-Z][A-Za-z]+$/), // BullMQ's job names hold no ':'.
  version: z.number().int().positive(),
  occurredAt: z.iso.datetime({ offset: true }),
  traceparent: z.string(),
  /** Of the request that caused it. Messages of older releases have none. */
  requestId: z.string().optional(),
  payload: z.unknown(),
});
export type Envelope = z.infer<typeof envelopeSchema>;

/** Declares a message: an imperative for a request, which has one destination; the past tense for a fact. A change that old consumers cannot read needs a new version. */
export const defineMessage = <Name extends string, Payload>(
  name: Name,
  destinations: readonly Service[],
  payload: z.ZodType<Payload>,
  version = 1,
): MessageType<Name, Payload> => ({ name, version, destinations, payload });
