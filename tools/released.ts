import { fileURLToPath } from 'node:url';
import { buildSchema, findBreakingChanges } from 'graphql';

/** The graph of the last release, as clients see it. */
export const RELEASED_FILE = fileURLToPath(new URL('../router/released.graphql', import.meta.url));

/**
 * Returns the breaking changes from the released graph to another, such as "Order.total was removed.", except those that a decision record
 * contains as that sentence between backquotes.
 */
export const breakingChanges = (released: string, next: string, decisions: readonly string[]): readonly string[] =>
  findBreakingChanges(buildSchema(released), buildSchema(next))
    .map(({ description }) => description)
    .filter((description) => !decisions.some((record) => record.includes(`\`${description}\``)));
