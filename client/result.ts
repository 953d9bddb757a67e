import { OrdergraphError } from './error.ts';
import type { UserErrorCodes } from './generated/error-codes.ts';
import type { ErrorCode, UserErrorFieldsFragment } from './generated/graphql.ts';

/** An expected failure, which the user can do something about. */
export interface UserError<Code extends ErrorCode = ErrorCode> {
  readonly code: Code;
  /** The reason in words, for people. */
  readonly message: string;
  /** The input field that caused it, dotted, such as `input.email`; undefined where it was no single one. */
  readonly field: string | undefined;
}

/** The outcome of a mutation: what it made, or why not. Look at `ok` first. `Code` has the codes that this mutation can give. */
export type Result<Made, Code extends ErrorCode = ErrorCode> =
  | (Made & { readonly ok: true })
  | { readonly ok: false; readonly userErrors: readonly [UserError<Code>, ...UserError<Code>[]] };

/** The result of a mutation by its name in the graph. */
export type ResultOf<Mutation extends keyof UserErrorCodes, Made> = Promise<Result<Made, UserErrorCodes[Mutation]>>;

interface Payload {
  readonly userErrors: readonly UserErrorFieldsFragment[];
}

/** A payload of which nothing is missing. */
type Complete<Answered> = Answered & { readonly [Field in keyof Answered]: NonNullable<Answered[Field]> };

const isComplete = <Answered extends object>(payload: Answered): payload is Complete<Answered> =>
  Object.values(payload).every((value) => value != null);

/** A mutation gives the codes that the documentation lists. This is the only place that relies on it. */
const isCodeOf = <Mutation extends keyof UserErrorCodes>(
  _: Mutation,
  error: UserError,
): error is UserError<UserErrorCodes[Mutation]> => error.code !== undefined;

/** The result in a payload, which holds what was made or a non-empty `userErrors`, never both. */
export function resultOf<Mutation extends keyof UserErrorCodes, Answered extends Payload>(
  mutation: Mutation,
  data: { readonly [Field in Mutation]: Answered | null },
): Result<Omit<Complete<Answered>, 'userErrors'>, UserErrorCodes[Mutation]> {
  const payload = data[mutation];
  const [first, ...others] = (payload?.userErrors ?? [])
    .map(({ field, ...error }) => ({ ...error, field: field?.join('.') }))
    .filter((error) => isCodeOf(mutation, error));
  if (first !== undefined) return { ok: false, userErrors: [first, ...others] };
  if (payload !== null && isComplete(payload)) {
    const { userErrors: _, ...made } = payload;
    return { ...made, ok: true };
  }
  throw new OrdergraphError('The answer holds neither a result nor userErrors.', { code: 'BAD_RESPONSE' });
}

/** What a mutation made, where a failure is not expected: its first `userErrors` entry is thrown as an OrdergraphError. */
export function unwrap<Made>(result: Result<Made>): Made {
  if (result.ok) return result;
  const [{ code, field }] = result.userErrors;
  throw new OrdergraphError(result.userErrors.map(({ message }) => message).join(' '), { code, field });
}
