import { isFailure } from '#platform/errors.ts';
import type { Failure } from '#platform/errors.ts';
import type { Caller } from '#platform/token.ts';
import type { Context } from '../context.ts';

/** Whoever has just proved who they are is the caller for the rest of the request, and so may see themselves in the answer. */
export function asProven<Answer extends Failure | { readonly caller: Caller; readonly userErrors: readonly [] }>(
  context: Context,
  answer: Answer,
): Answer {
  if (!isFailure(answer)) context.caller = answer.caller;
  return answer;
}
