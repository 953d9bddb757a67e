import { createHash } from 'node:crypto';
import type { Sql } from './database.ts';
import { fail, isFailure } from './errors.ts';
import type { Failure, Outcome, UserErrorCode } from './errors.ts';

/** A command that may be repeated: who asks, what for, the client's key for this one intention (undefined: never repeated), and the parsed input. */
export interface Command {
  readonly callerId: string;
  readonly operation: string;
  readonly key: string | undefined;
  readonly input: unknown;
}

/** What a command does the first time, and how its result is found again. */
export interface Repeatable<Result extends object, Code extends UserErrorCode> {
  readonly run: () => Promise<Outcome<Result, Code>>;
  /** What is remembered of a success. */
  readonly idOf: (result: Result) => string;
  /** The success as it is now. */
  readonly load: (id: string) => Promise<Outcome<Result, Code>>;
}

/** A first outcome as it is kept: of a success its id, since the object is shown as it is now. */
type Stored<Code extends UserErrorCode> = { readonly id: string } | Failure<Code>;

/**
 * Runs a command once per key, in the transaction of its effect. The first outcome sticks, a business failure too; a repetition with
 * the same input gets it again, one with another input gets IDEMPOTENCY_CONFLICT. Repetitions that come at the same time wait for the
 * first one's commit. As Stripe does it (docs.stripe.com/api/idempotent_requests); keys are kept for 48 hours.
 */
export async function idempotent<Result extends object, Code extends UserErrorCode>(
  tx: Sql,
  { callerId, operation, key, input }: Command,
  { run, idOf, load }: Repeatable<Result, Code>,
): Promise<Outcome<Result, Code | 'IDEMPOTENCY_CONFLICT'>> {
  if (key === undefined) return run();
  const fingerprint = createHash('sha256').update(canonical(input)).digest('base64');
  const isFirst = await tx.$executeRaw`
    INSERT INTO messaging.idempotency_keys (caller_id, operation, key, fingerprint)
    VALUES (${callerId}::uuid, ${operation}, ${key}, ${fingerprint}) ON CONFLICT DO NOTHING`;
  if (isFirst === 0) {
    const [known] = await tx.$queryRaw<{ fingerprint: string; outcome: Stored<Code> }[]>`
      SELECT fingerprint, outcome FROM messaging.idempotency_keys
      WHERE caller_id = ${callerId}::uuid AND operation = ${operation} AND key = ${key}`;
    if (known === undefined) throw new Error('An idempotency key vanished while it was read');
    if (known.fingerprint !== fingerprint)
      return fail(
        'IDEMPOTENCY_CONFLICT',
        'This key was used with another input. Make a new key for a new intention.',
        'input.idempotencyKey',
      );
    return 'id' in known.outcome ? load(known.outcome.id) : known.outcome;
  }
  const outcome = await run();
  const stored: Stored<Code> = isFailure(outcome) ? outcome : { id: idOf(outcome) };
  await tx.$executeRaw`
    UPDATE messaging.idempotency_keys SET outcome = ${JSON.stringify(stored)}::jsonb
    WHERE caller_id = ${callerId}::uuid AND operation = ${operation} AND key = ${key}`;
  return outcome;
}

/** JSON with its keys in order, so that equal inputs have equal texts. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'bigint') return part.toString();
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
