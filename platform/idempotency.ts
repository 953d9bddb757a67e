import { createHash } from 'node:crypto';
import { shape } from './database.ts';
import type { Database, Tx } from './database.ts';
import { fail, isFailure, succeed } from './errors.ts';
import type { Failure, Outcome, UserErrorCode } from './errors.ts';
import type { Scope } from './scope.ts';

/** A command that may be repeated: the caller, the client's key for this one intention (undefined: never repeated), and the parsed input. */
export type Command<Input> = Readonly<{
  callerId: string;
  key: string | undefined;
  input: Input;
  /** Its request, if commands of several requests run together. */
  scope?: Scope | undefined;
}>;

/** How to execute new commands, and how to load the results of repeated ones. */
export interface RunOnceSteps<Input, Result extends object, Code extends UserErrorCode> {
  readonly run: (first: readonly Command<Input>[]) => Promise<readonly Outcome<Result, Code>[]>;
  /** The stored id of a success. */
  readonly idOf: (result: Result) => string;
  /** The current state of successes, in any order. */
  readonly load: (ids: readonly string[]) => Promise<readonly Result[]>;
}

type Keyed<Input> = Readonly<{ command: Command<Input>; callerId: string; key: string; fingerprint: string }>;

/** A stored first outcome: of a success only the id, since the object is returned in its current state. */
interface Kept<Code extends UserErrorCode> extends Omit<Keyed<unknown>, 'command'> {
  readonly outcome: { readonly id: string } | Failure<Code>;
}

/**
 * Runs commands once per key, in the transaction of their effects; returns the outcomes in order. The first outcome is kept for 48 hours, failures
 * too: a repetition waits for it and gets it, or IDEMPOTENCY_CONFLICT for another input. After Stripe (docs.stripe.com/api/idempotent_requests).
 */
export async function runOnce<Input, Result extends object, Code extends UserErrorCode>(
  tx: Tx,
  operation: string,
  commands: readonly Command<Input>[],
  { run, idOf, load }: RunOnceSteps<Input, Result, Code>,
): Promise<Outcome<Result, Code | 'IDEMPOTENCY_CONFLICT'>[]> {
  const keyed = commands.flatMap((command): Keyed<Input>[] => {
    const { callerId, key, input } = command;
    return key === undefined ? [] : [{ command, callerId, key, fingerprint: fingerprintOf(input) }];
  });
  const claimed = await claimKeys(tx, operation, keyed);
  // Of equal keys within the batch the first command runs; the others are repetitions of it.
  const repeated = new Map(keyed.filter((each) => !claimed.delete(nameOf(each))).map((each) => [each.command, each]));
  const first = commands.filter((command) => !repeated.has(command));
  const results = first.length === 0 ? [] : await run(first);
  if (results.length !== first.length) throw new Error(`${operation}: not every command came to an outcome`);
  const outcomes = new Map<Command<Input>, Outcome<Result, Code | 'IDEMPOTENCY_CONFLICT'> | undefined>(
    first.map((command, index) => [command, results[index]]),
  );
  const kept = keyed.flatMap(({ command, ...key }) => {
    const outcome = outcomes.get(command);
    return outcome === undefined ? [] : [{ ...key, outcome: isFailure(outcome) ? outcome : { id: idOf(outcome) } }];
  });
  await keepOutcomes(tx, operation, kept);

  const known = await readOutcomes<Code>(tx, operation, [...repeated.values()]);
  const ids = [...known.values()].flatMap(({ outcome }) => ('id' in outcome ? [outcome.id] : []));
  const loaded = new Map((ids.length === 0 ? [] : await load(ids)).map((result) => [idOf(result), result]));
  for (const each of repeated.values()) outcomes.set(each.command, repeatedOutcome(each, known, loaded));
  return commands.flatMap((command) => outcomes.get(command) ?? []);
}

/** Runs one command once per key, as `runOnce` does, in a transaction of its own. */
export const runOneOnce = <Input, Result extends object, Code extends UserErrorCode>(
  database: Database,
  operation: string,
  command: Command<Input>,
  steps: {
    readonly run: (tx: Tx) => Promise<Outcome<Result, Code>>;
    readonly idOf: (result: Result) => string;
    readonly load: (tx: Tx, ids: readonly string[]) => Promise<readonly Result[]>;
  },
): Promise<Outcome<Result, Code | 'IDEMPOTENCY_CONFLICT'>> =>
  database.transaction(async (tx) => {
    const [outcome] = await runOnce<Input, Result, Code>(tx, operation, [command], {
      run: async () => [await steps.run(tx)],
      idOf: steps.idOf,
      load: (ids) => steps.load(tx, ids),
    });
    if (outcome === undefined) throw new Error(`${operation}: a command came to no outcome`);
    return outcome;
  });

const nameOf = ({ callerId, key }: { readonly callerId: string; readonly key: string }): string => `${callerId} ${key}`;

const CLAIMED = shape<{ callerId: string; key: string }>({ callerId: 'caller_id', key: 'key' });

/** Inserts the keys that are new and returns them. In a fixed order, so that two transactions cannot deadlock. */
async function claimKeys(tx: Tx, operation: string, commands: readonly Keyed<unknown>[]): Promise<Set<string>> {
  if (commands.length === 0) return new Set();
  const rows = await tx.rows(CLAIMED)`
    INSERT INTO messaging.idempotency_keys (caller_id, operation, key, fingerprint)
    SELECT caller_id, ${operation}, key, fingerprint
    FROM unnest(${commands.map(({ callerId }) => callerId)}::uuid[], ${commands.map(({ key }) => key)}::text[],
                ${commands.map(({ fingerprint }) => fingerprint)}::text[]) WITH ORDINALITY AS command (caller_id, key, fingerprint, place)
    ORDER BY caller_id, key, place
    ON CONFLICT DO NOTHING RETURNING caller_id AS "callerId", key`;
  return new Set(rows.map(nameOf));
}

async function keepOutcomes(tx: Tx, operation: string, kept: readonly Kept<UserErrorCode>[]): Promise<void> {
  if (kept.length === 0) return;
  // Each row is found by the whole key, whatever the planner's row estimates.
  await tx.run`
    UPDATE messaging.idempotency_keys AS known SET outcome = command.outcome
    FROM unnest(${kept.map(({ callerId }) => callerId)}::uuid[], ${kept.map(({ key }) => key)}::text[],
                ${kept.map(({ outcome }) => JSON.stringify(outcome))}::jsonb[]) AS command (caller_id, key, outcome)
    CROSS JOIN LATERAL (
      SELECT ctid AS place FROM messaging.idempotency_keys
      WHERE caller_id = command.caller_id AND operation = ${operation} AND key = command.key LIMIT 1) AS found
    WHERE known.ctid = found.place`;
}

async function readOutcomes<Code extends UserErrorCode>(
  tx: Tx,
  operation: string,
  commands: readonly Keyed<unknown>[],
): Promise<Map<string, Kept<Code>>> {
  if (commands.length === 0) return new Map();
  const KEPT = shape<Kept<Code>>({ callerId: 'caller_id', key: 'key', fingerprint: 'fingerprint', outcome: 'outcome' });
  const rows = await tx.rows(KEPT)`
    SELECT ${KEPT} FROM messaging.idempotency_keys
    WHERE operation = ${operation} AND (caller_id, key) IN (
      SELECT * FROM unnest(${commands.map(({ callerId }) => callerId)}::uuid[], ${commands.map(({ key }) => key)}::text[]))`;
  return new Map(rows.map((row) => [nameOf(row), row]));
}

function repeatedOutcome<Result extends object, Code extends UserErrorCode>(
  command: Keyed<unknown>,
  known: ReadonlyMap<string, Kept<Code>>,
  loaded: ReadonlyMap<string, Result>,
): Outcome<Result, Code | 'IDEMPOTENCY_CONFLICT'> {
  const first = known.get(nameOf(command));
  if (first === undefined) throw new Error('An idempotency key vanished while it was read');
  if (first.fingerprint !== command.fingerprint) {
    const message = 'This key was used with another input. Make a new key for a new intention.';
    return fail('IDEMPOTENCY_CONFLICT', message, 'input.idempotencyKey');
  }
  if (!('id' in first.outcome)) return first.outcome;
  const result = loaded.get(first.outcome.id);
  if (result === undefined) throw new Error(`The result ${first.outcome.id} of a repeated command was not found`);
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
