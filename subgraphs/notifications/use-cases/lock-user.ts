import type { Tx } from '../deps.ts';

/**
 * Lets what happens to one user happen one after another until the transaction ends, also before anything of the user is known: so a
 * notice that finds no recipient is seen by the transaction that brings one.
 */
export const lockUser = async (tx: Tx, userId: string): Promise<void> => {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${userId}, 0))`;
};
