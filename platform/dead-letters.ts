import { v7 as uuidv7 } from 'uuid';
import { IDS, shape } from './database.ts';
import type { Sql, Tx } from './database.ts';
import { maskedText } from './log.ts';
import { envelopeSchema } from './message.ts';
import { deadLetters } from './metrics.ts';

const ERROR_LENGTH_MAX = 2_000;
/** Characters that PostgreSQL's text and jsonb cannot hold: NUL, and halves of pairs. JSON has them escaped. */
const UNSTORABLE_IN_JSON = /\\u(?:0000|d[89a-f][0-9a-f]{2})/g;

/** Stores a message that failed at every attempt, unparsed. Its id enters the inbox, so that a late delivery has no effect beside a resent one. */
export async function buryMessage(tx: Tx, body: unknown, error: unknown): Promise<void> {
  const reason = (error instanceof Error ? (error.stack ?? error.message) : String(error))
    .slice(0, ERROR_LENGTH_MAX)
    .replaceAll('\0', '');
  const stored = (JSON.stringify(body) ?? 'null').replaceAll(UNSTORABLE_IN_JSON, '\\ufffd');
  const envelope = envelopeSchema.safeParse(body).data;
  const name = envelope?.name ?? 'unreadable';
  if (envelope !== undefined)
    await tx.run`INSERT INTO messaging.inbox (message_id, name) VALUES (${envelope.id}::uuid, ${name}) ON CONFLICT DO NOTHING`;
  await tx.run`
    INSERT INTO messaging.dead_letters (id, message_id, envelope, error)
    VALUES (${uuidv7()}::uuid, ${envelope?.id ?? null}::uuid, ${stored}::jsonb, ${reason})
    ON CONFLICT (message_id) DO UPDATE SET error = excluded.error, died_at = now(), resent_at = NULL`;
  deadLetters.inc({ name });
}

export interface DeadLetter {
  readonly id: string;
  /** The message's name; null if it could not be read. */
  readonly name: string | null;
  readonly error: string;
  readonly diedAt: Date;
  /** The unparsed message. */
  readonly envelope: unknown;
}

const DEAD_LETTER = shape<DeadLetter>({
  id: 'id',
  name: 'name',
  error: 'error',
  diedAt: 'died_at',
  envelope: 'envelope',
});

/** The dead letters that were not resent, oldest first. */
export const listDeadLetters = (sql: Sql, limit = 100): Promise<DeadLetter[]> => sql.rows(DEAD_LETTER)`
  SELECT id, envelope->>'name' AS name, error, died_at AS "diedAt", envelope FROM messaging.dead_letters
  WHERE resent_at IS NULL ORDER BY died_at, id LIMIT ${limit}`;

const COUNT = shape<{ count: number }>({ count: 'count' });

/** The number of dead letters that were not resent. */
export async function countDeadLetters(sql: Sql): Promise<number> {
  const [row] = await sql.rows(
    COUNT,
  )`SELECT count(*)::int AS count FROM messaging.dead_letters WHERE resent_at IS NULL`;
  return row?.count ?? 0;
}

/** Ids of all dead letters that were not resent, or of those among `ids`. */
export async function unsentDeadLetters(sql: Sql, ids: readonly string[] | 'all'): Promise<string[]> {
  const rows = await sql.rows(IDS)`
    SELECT id FROM messaging.dead_letters WHERE resent_at IS NULL AND (${ids === 'all'} OR id = ANY (${ids === 'all' ? [] : ids}::uuid[]))`;
  return rows.map(({ id }) => id);
}

const PERSONAL = /token|password|secret|mail|phone|^(first|last|user)name$/i;

/** A message's data for display, without secret and personal data. */
export const masked = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(masked)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value).map(([name, inner]) => [name, PERSONAL.test(name) ? '***' : masked(inner)]),
        )
      : typeof value === 'string'
        ? maskedText(value)
        : value;

/** Resends dead letters, each under a new message id. Returns how many; letters that are no valid message stay. */
export async function resendDeadLetters(sql: Sql, service: string, ids: readonly string[]): Promise<number> {
  const fresh = ids.map(() => uuidv7());
  return sql.run`
    WITH letter AS (
      UPDATE messaging.dead_letters SET resent_at = now() FROM unnest(${ids}::uuid[], ${fresh}::uuid[]) AS wanted (id, fresh_id)
      WHERE dead_letters.id = wanted.id AND resent_at IS NULL AND message_id IS NOT NULL RETURNING fresh_id, envelope)
    INSERT INTO messaging.outbox (id, destination, envelope)
    SELECT fresh_id, ${service}, envelope || jsonb_build_object('id', fresh_id::text) FROM letter`;
}
