import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Sql } from './database.ts';
import { hintAt } from './hints.ts';
import type { Envelope, MessageType } from './message.ts';
import { continueTrace, currentScope } from './scope.ts';

/** The kind of work that a relay looks for. */
export const UNSENT_MESSAGES = 'unsent messages';

/**
 * Writes a message for each of its destinations into the outbox, in the transaction of the state change that it tells of: both
 * are there or neither is. The relay hands it to the queue after the commit. Throws when the payload does not have its declared form.
 */
export async function send<Payload>(tx: Sql, type: MessageType<Payload>, payload: Payload): Promise<void> {
  const common = {
    name: type.name,
    version: type.version,
    occurredAt: new Date().toISOString(),
    traceparent: continueTrace(currentScope()?.traceparent),
    payload: z.encode(type.payload, payload),
  };
  hintAt(UNSENT_MESSAGES, tx);
  for (const destination of type.destinations) {
    const envelope: Envelope = { id: uuidv7(), ...common };
    await tx.$executeRaw`
      INSERT INTO messaging.outbox (id, destination, envelope)
      VALUES (${envelope.id}::uuid, ${destination}, ${JSON.stringify(envelope)}::jsonb)`;
  }
}
