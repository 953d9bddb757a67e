import { createHash } from 'node:crypto';
import { shape } from './database.ts';
import type { Tx } from './database.ts';
import { fail, isFailure, succeed } from './errors.ts';
import type { Failure, Outcome, UserErrorCode } from './errors.ts';

/** A command that may be repeated: who asks, the client's key for this one intention (undefined: never repeated), and the parsed input. */
export interface Command<Input> {
  readonly callerId: string;
  readonly key: string | undefined;
  readonly input: Input;
}

/** What commands do the first time, and how their results are found again. */
export interface RunOnceSteps<Input, Result extends object, Code extends UserErrorCode> {
  readonly run: (first: readonly Command<Input>[]) => Promise<readonly Outcome<Result, Code>[]>;
  /** What is remembered of a success. */
  readonly idOf: (result: Result) => string;
  /** Successes as they are now, by id. */
  readonly load: (ids: readonly string[]) => Promise<ReadonlyMap<string, Result>>;
}

/** A first outcome as it is kept: of a success its id, since the object is shown as it is now. */
type Stored<Code extends UserErrorCode> = { readonly id: string } | Failure<Code>;

interface Keyed<Input> extends Command<Input> {
  readonly key: string;
  readonly fingerprint: string;
}

/**
 * Runs commands once per key, in the transaction of their effects. The first outcome is kept for 48 hours, a business failure too: a repetition
 * with the same input gets it, one with another input gets IDEMPOTENCY_CONFLICT. A repetition that comes at the same time waits for the
 * first one's commit. After Stripe (docs.stripe.com/api/idempotent_requests). Returns the outcomes in order.
 */
export async function runOnce<Input, Result extends object, Code extends UserErrorCode>(
  tx: Tx,
  operation: string,
  commands: readonly Command<Input>[],
  { run, idOf, load }: RunOnceSteps<Input, Result, Code>,
): Promise<Outcome<Result, Code | 'IDEMPOTENCY_CONFLICT'>[]> {
  const keyed = new Map<Command<Input>, Keyed<Input>>();
  for (const command of commands) {
    const { key, input } = command;
    if (key !== undefined) keyed.set(command, { ...command, key, fingerprint: fingerprintOf(input) });
  }
  const claimed = keyed.size === 0 ? new Set<string>() : await claimKeys(tx, operation, [...keyed.values()]);
  // Of equal keys within the batch the first command runs; the others are repetitions of it.
  const first = commands.filter((command) => {
    const known = keyed.get(command);
    return known === undefined || claimed.delete(nameOf(known));
  });
  const outcomes = new Map<Command<Input>, Outcome<Result, Code | 'IDEMPOTENCY_CONFLICT'>>();
  const results = first.length === 0 ? [] : await run(first);
  for (const [index, command] of first.entries()) {
    const outcome = results[index];
    if (outcome === undefined) throw new Error(`${operation}: a command came to no outcome`);
    outcomes.set(command, outcome);
  }
  await storeOutcomes(tx, operation, outcomesOf(first, keyed, outcomes, idOf));

  const repeated = [...keyed.values()].filter((command) => !first.some((other) => keyed.get(other) === command));
  if (repeated.length > 0) {
    const stored = await readOutcomes<Code>(tx, operation, repeated);
    const ids = [...stored.values()].flatMap(({ outcome }) => ('id' in outcome ? [outcome.id] : []));
    const loaded = ids.length === 0 ? new Map<string, Result>() : await load(ids);
    for (const command of commands) {
      const known = keyed.get(command);
      if (known !== undefined && !outcomes.has(command)) outcomes.set(command, repeatedOutcome(known, stored, loaded));
    }
  }
  return commands.flatMap((command) => outcomes.get(command) ?? []);
}

const nameOf = ({ callerId, key }: { readonly callerId: string; readonly key: string }): string => `${callerId} ${key}`;

const CLAIMED = shape<{ callerId: string; key: string }>({ callerId: 'caller_id', key: 'key' });

/** Inserts the keys that are new and returns them. In one order, so that two transactions wait for each other in one direction only. */
async function claimKeys(tx: Tx, operation: string, commands: readonly Keyed<unknown>[]): Promise<Set<string>> {
  const rows = await tx.rows(CLAIMED)`
    INSERT INTO messaging.idempotency_keys (caller_id, operation, key, fingerprint)
    SELECT caller_id, ${operation}, key, fingerprint
    FROM unnest(${commands.map(({ callerId }) => callerId)}::uuid[], ${commands.map(({ key }) => key)}::text[],
                ${commands.map(({ fingerprint }) => fingerprint)}::text[]) WITH ORDINALITY AS command (caller_id, key, fingerprint, place)
    ORDER BY caller_id, key, place
    ON CONFLICT DO NOTHING RETURNING caller_id AS "callerId", key`;
  return new Set(rows.map(nameOf));
}

interface StoredOutcome<Code extends UserErrorCode> {
  readonly callerId: string;
  readonly key: string;
  readonly outcome: Stored<Code>;
}

function outcomesOf<Input, Result extends object, Code extends UserErrorCode>(
  first: readonly Command<Input>[],
  keyed: ReadonlyMap<Command<Input>, Keyed<Input>>,
  outcomes: ReadonlyMap<Command<Input>, Outcome<Result, Code | 'IDEMPOTENCY_CONFLICT'>>,
  idOf: (result: Result) => string,
): StoredOutcome<UserErrorCode>[] {
  return first.flatMap((command) => {
    const known = keyed.get(command);
    const outcome = outcomes.get(command);
    if (known === undefined || outcome === undefined) return [];
    return [{ callerId: known.callerId, key: known.key, outcome: isFailure(outcome) ? outcome : { id: idOf(outcome) } }];
  });
}

async function storeOutcomes(tx: Tx, operation: string, stored: readonly StoredOutcome<UserErrorCode>[]): Promise<void> {
  if (stored.length === 0) return;
  await tx.run`
    UPDATE messaging.idempotency_keys AS known SET outcome = command.outcome
    FROM unnest(${stored.map(({ callerId }) => callerId)}::uuid[], ${stored.map(({ key }) => key)}::text[],
                ${stored.map(({ outcome }) => JSON.stringify(outcome))}::jsonb[]) AS command (caller_id, key, outcome)
    WHERE known.caller_id = command.caller_id AND known.operation = ${operation} AND known.key = command.key`;
}

async function readOutcomes<Code extends UserErrorCode>(
  tx: Tx,
  operation: string,
  commands: readonly Keyed<unknown>[],
): Promise<Map<string, StoredOutcome<Code> & { readonly fingerprint: string }>> {
  const KNOWN = shape<StoredOutcome<Code> & { readonly fingerprint: string }>({
    callerId: 'caller_id',
    key: 'key',
    fingerprint: 'fingerprint',
    outcome: 'outcome',
  });
  const rows = await tx.rows(KNOWN)`
    SELECT caller_id AS "callerId", key, fingerprint, outcome FROM messaging.idempotency_keys
    JOIN unnest(${commands.map(({ callerId }) => callerId)}::uuid[], ${commands.map(({ key }) => key)}::text[]) AS command (caller, name)
      ON caller_id = caller AND key = name
    WHERE operation = ${operation}`;
  return new Map(rows.map((row) => [nameOf(row), row]));
}

function repeatedOutcome<Result extends object, Code extends UserErrorCode>(
  command: Keyed<unknown>,
  stored: ReadonlyMap<string, StoredOutcome<Code> & { readonly fingerprint: string }>,
  loaded: ReadonlyMap<string, Result>,
): Outcome<Result, Code | 'IDEMPOTENCY_CONFLICT'> {
  const known = stored.get(nameOf(command));
  if (known === undefined) throw new Error('An idempotency key vanished while it was read');
  if (known.fingerprint !== command.fingerprint) {
    return fail(
      'IDEMPOTENCY_CONFLICT',
      'This key was used with another input. Make a new key for a new intention.',
      'input.idempotencyKey',
    );
  }
  if (!('id' in known.outcome)) return known.outcome;
  const result = loaded.get(known.outcome.id);
  if (result === undefined) throw new Error(`The result ${known.outcome.id} of a repeated command was not found`);
  return succeed(result);
}

/** A hash of the input as JSON with its keys in order, so that equal inputs have equal fingerprints. */
const fingerprintOf = (input: unknown): string => createHash('sha256').update(canonical(input)).digest('base64');

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'bigint') return part.toString();
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
