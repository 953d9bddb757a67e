import { v7 as uuidv7 } from 'uuid';
import type { Sql } from './database.ts';
import type { Envelope } from './message.ts';
import { deadLetters } from './metrics.ts';

const ERROR_LENGTH_MAX = 2_000;

/** Keeps a message that failed at every attempt, with the last error, and raises the alert metric. */
export async function buryMessage(sql: Sql, envelope: Envelope, error: unknown): Promise<void> {
  const reason = (error instanceof Error ? (error.stack ?? error.message) : String(error)).slice(0, ERROR_LENGTH_MAX);
  await sql.$executeRaw`
    INSERT INTO messaging.dead_letters (id, message_id, envelope, error)
    VALUES (${uuidv7()}::uuid, ${envelope.id}::uuid, ${JSON.stringify(envelope)}::jsonb, ${reason})
    ON CONFLICT (message_id) DO UPDATE SET error = excluded.error, died_at = now(), resent_at = NULL`;
  deadLetters.inc({ name: envelope.name });
}

/** A message that failed at every attempt, as a person needs to see it. */
export interface DeadLetter {
  readonly id: string;
  readonly name: string;
  readonly error: string;
  readonly diedAt: Date;
}

/** The messages that wait for a person, oldest first. */
export const listDeadLetters = (sql: Sql): PromiseLike<DeadLetter[]> => sql.$queryRaw<DeadLetter[]>`
  SELECT id, envelope->>'name' AS name, error, died_at AS "diedAt" FROM messaging.dead_letters WHERE resent_at IS NULL ORDER BY died_at`;

/** Sends dead letters to their service again, each under a fresh message id (and so a fresh job id). Answers how many. */
export async function resendDeadLetters(sql: Sql, service: string, ids: readonly string[]): Promise<number> {
  let resent = 0;
  for (const id of ids) {
    const fresh = uuidv7();
    resent += await sql.$executeRaw`
      WITH letter AS (
        UPDATE messaging.dead_letters SET resent_at = now() WHERE id = ${id}::uuid AND resent_at IS NULL RETURNING envelope)
      INSERT INTO messaging.outbox (id, destination, envelope)
      SELECT ${fresh}::uuid, ${service}, envelope || jsonb_build_object('id', ${fresh}::text) FROM letter`;
  }
  return resent;
}
