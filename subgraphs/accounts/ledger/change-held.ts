import type { Sql } from '#platform/database.ts';

/** Adds to what is held on an account (takes from it where `byMinor` is negative). The owner must be locked. */
export async function changeHeld(tx: Sql, accountId: string, byMinor: bigint): Promise<void> {
  await tx.$executeRaw`UPDATE accounts SET held_minor = held_minor + ${byMinor}::bigint WHERE id = ${accountId}::uuid`;
}
