import { fileURLToPath } from 'node:url';
import { buildSchema, findBreakingChanges } from 'graphql';

/** Where the graph of the last release is kept, as clients see it. */
export const RELEASED_FILE = fileURLToPath(new URL('../router/released.graphql', import.meta.url));

/**
 * What a client of the released graph would miss in another, each as a sentence such as "Order.total was removed.", but for what a decision
 * record names by that sentence, between backquotes.
 */
export const breakingChanges = (released: string, next: string, decisions: readonly string[]): readonly string[] =>
  findBreakingChanges(buildSchema(released), buildSchema(next))
    .map(({ description }) => description)
    .filter((description) => !decisions.some((record) => record.includes(`\`${description}\``)));
