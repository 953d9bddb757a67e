import type { GraphQLFormattedError } from 'graphql';
import type { Incompleteness } from './engine/write.ts';

/**
 * Errors for nulls that stand where the data did not hold what it must, but for those that follow from an error which is told anyway: of
 * the same object, of something in it, or of something around it.
 */
export const incompleteErrors = (
  incomplete: readonly Incompleteness[],
  told: readonly GraphQLFormattedError[],
): readonly GraphQLFormattedError[] =>
  incomplete.filter(({ path }) => !told.some((error) => explains(error, path.slice(0, -1))));

function explains({ path }: GraphQLFormattedError, object: Incompleteness['path']): boolean {
  // An error without a place may be the reason of anything.
  if (path === undefined) return true;
  const common = Math.min(path.length, object.length);
  return path.slice(0, common).every((step, index) => step === object[index]);
}
