import type { Prisma } from '#prisma/users';
import type { LockedUser } from './user-rows.ts';

/**
 * Stores a locked user's new password and voids the one-time tokens that are out for setting another. Where `insteadOf` is given, it
 * must still be the hash that is stored; answers whether it was.
 */
export async function storePassword(
  tx: Prisma.TransactionClient,
  { user, at }: LockedUser,
  { passwordHash, insteadOf }: { readonly passwordHash: string; readonly insteadOf?: string },
): Promise<boolean> {
  const { count } = await tx.credential.updateMany({
    where: { userId: user.id, ...(insteadOf !== undefined && { passwordHash: insteadOf }) },
    data: { passwordHash, changedAt: at },
  });
  if (count === 0) return false;
  await tx.passwordReset.updateMany({ where: { userId: user.id, usedAt: null }, data: { usedAt: at } });
  return true;
}
