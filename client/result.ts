import { OrdergraphError } from './error.ts';
import type { UserErrorFieldsFragment } from './generated/graphql.ts';

/** An expected failure, which the user can do something about. `field` is the path of the input field it is about. */
export type UserError = UserErrorFieldsFragment;

/** What came of a mutation: what it made, or why not. Look at `ok` first. */
export type Result<Made> =
  | (Made & { readonly ok: true })
  | { readonly ok: false; readonly userErrors: readonly UserError[] };

interface Payload {
  readonly userErrors: readonly UserError[];
}

/** A payload of which nothing is missing. */
type Complete<Answered> = Answered & { readonly [Field in keyof Answered]: NonNullable<Answered[Field]> };

const isComplete = <Answered extends object>(payload: Answered): payload is Complete<Answered> =>
  Object.values(payload).every((value) => value != null);

/** A payload holds what was made or a non-empty `userErrors`, never both: said again in a way that the compiler understands. */
export function resultOf<Answered extends Payload>(
  payload: Answered | null,
): Result<Omit<Complete<Answered>, 'userErrors'>> {
  if (payload !== null && payload.userErrors.length > 0) return { ok: false, userErrors: payload.userErrors };
  if (payload !== null && isComplete(payload)) {
    const { userErrors: _, ...made } = payload;
    return { ...made, ok: true };
  }
  throw new OrdergraphError('The answer holds neither a result nor userErrors.', { code: 'BAD_RESPONSE' });
}

/** What a mutation made, where a failure is not expected: its first `userErrors` entry is thrown as an OrdergraphError. */
export function unwrap<Made>(result: Result<Made>): Made {
  if (result.ok) return result;
  const [first] = result.userErrors;
  throw new OrdergraphError(result.userErrors.map(({ message }) => message).join(' '), {
    code: first?.code ?? 'BAD_RESPONSE',
    field: first?.field?.join('.'),
  });
}
