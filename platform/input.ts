import { z } from 'zod';
import { badUserInput } from './errors.ts';

/** Names and texts have no control characters; PostgreSQL cannot store a null byte. */
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/;
const TEXT_MAX = 10_000;
const IDEMPOTENCY_KEY_MAX = 255; // As long as Stripe's.

/** Text as it is given, of at most `max` characters, without control characters: a password or a token, which may be anything or nothing. */
export const secretText = (max: number = TEXT_MAX) =>
  z
    .string()
    .max(max, `must have at most ${max} characters`)
    .refine((value) => !CONTROL.test(value), 'must not hold control characters')
    // Half of a surrogate pair is no character: stored as UTF-8 it would come back as another text.
    .refine((value) => value.isWellFormed(), 'must hold whole characters');

/** Text of 1 to `max` characters, trimmed, without control characters. */
export const text = (max: number = TEXT_MAX) => z.string().trim().min(1, 'must not be empty').pipe(secretText(max));

/** A UUID, in the lower case that ids are stored in. */
export const id = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, 'must be an id')
  .toLowerCase();
export const idempotencyKey = text(IDEMPOTENCY_KEY_MAX);
export const integer = (min: number, max: number) =>
  z.number().int('must be a whole number').min(min, `must be at least ${min}`).max(max, `must be at most ${max}`);

/** An optional input field: GraphQL lets clients send null for "not given". */
export const optional = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? undefined);

/** An optional input field; stored as null if absent. */
export const orNull = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? null);

/** Text of which blanks alone, as a form sends them for an empty field, mean none: null. */
export const formText = (max: number = TEXT_MAX) =>
  z
    .string()
    .trim()
    .transform((value) => (value === '' ? null : value))
    .pipe(text(max).nullable());

/** What a list is searched by. Blanks alone search for nothing. */
export const searchText = (max: number) => optional(formText(max));

/** Reads a list of choices: those of `all` that are given, in its order; all if none is given. Throws BAD_USER_INPUT for more than there are. */
export function someOf<Choice>(
  all: readonly Choice[],
  given: readonly Choice[] | null | undefined,
  field: string,
): Choice[] {
  const wanted = given ?? [];
  if (wanted.length > all.length) throw badUserInput(field, `must hold at most ${all.length} values`);
  return all.filter((choice) => wanted.length === 0 || wanted.includes(choice));
}

/** Parses input once. Throws BAD_USER_INPUT that names the first wrong field, as `<root>.<path>`. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, value: unknown, root = 'input'): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw badUserInput([root, ...(issue?.path ?? [])].map(String).join('.'), issue?.message ?? 'is not valid');
}
