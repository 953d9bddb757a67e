import { id } from '#platform/input.ts';
import type { Caller } from '#platform/token.ts';

/** A reference's id as ids are stored; undefined for what is none. */
export const storedId = (reference: string): string | undefined => id.safeParse(reference).data;

/**
 * The id of a user who is shown to a caller: oneself, and anybody to administrators. Somebody without a token is told by the access
 * rules of the fields what is wrong.
 */
export function visibleUserId(reference: string, caller: Caller | null): string | undefined {
  const userId = storedId(reference);
  return caller === null || caller.role === 'ADMIN' || caller.id === userId ? userId : undefined;
}
