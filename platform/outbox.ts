import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { shape } from './database.ts';
import type { Tx } from './database.ts';
import type { Envelope, MessageType } from './message.ts';
import { continueTrace, currentScope } from './scope.ts';
import type { Origin } from './scope.ts';

/** Raised by each commit that wrote messages: the relay has work. */
export const UNSENT_MESSAGES = 'unsent messages';

/** A message on its way to one service. */
export type Outgoing = Readonly<{ destination: string; envelope: Envelope }>;

const collected = new WeakMap<Tx, Outgoing[]>();

/** Sends a message to its destinations with the commit. It comes from `origin`, or from where the request or batch comes from. Throws for a payload of another form. */
export function send<Payload>(
  tx: Tx,
  type: MessageType<string, Payload>,
  payload: Payload,
  origin: Origin | undefined = currentScope(),
): void {
  const common = {
    name: type.name,
    version: type.version,
    occurredAt: new Date().toISOString(),
    traceparent: continueTrace(origin?.traceparent),
    requestId: origin?.requestId,
    payload: z.encode(type.payload, payload),
  };
  const outgoing = collected.get(tx) ?? [];
  for (const destination of type.destinations) outgoing.push({ destination, envelope: { id: uuidv7(), ...common } });
  if (collected.has(tx)) return;
  collected.set(tx, outgoing);
  tx.beforeCommit(() => writeOutbox(tx, outgoing));
  tx.signal(UNSENT_MESSAGES);
}

/** Writes messages to be sent, by one statement; returns how many. */
export const writeOutbox = (tx: Tx, messages: readonly Outgoing[]): Promise<number> => tx.run`
  INSERT INTO messaging.outbox (id, destination, envelope)
  SELECT * FROM unnest(${messages.map(({ envelope }) => envelope.id)}::uuid[], ${messages.map(({ destination }) => destination)}::text[],
                       ${messages.map(({ envelope }) => JSON.stringify(envelope))}::jsonb[])`;

/** A row of the outbox with its `sent_seq`. */
export interface SequencedMessage extends Outgoing {
  readonly seq: bigint;
}
export const SEQUENCED = shape<SequencedMessage>({ destination: 'destination', envelope: 'envelope', seq: 'seq' });

/** Returns the lowest UUIDv7 of an instant: messages whose ids are below it are older (RFC 9562, section 5.7). */
export function lowestIdAt(timeMs: number): string {
  const hex = timeMs.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
