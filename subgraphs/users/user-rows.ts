import type { Prisma, User } from '#prisma/users';

type Tx = Prisma.TransactionClient;

/** A user whose row is locked until the transaction ends, and the database's clock, read after the lock was won. */
export interface LockedUser {
  readonly user: User;
  readonly at: Date;
}

/** The time by the clock that all processes share. */
async function databaseTime(tx: Tx): Promise<Date> {
  const [clock] = await tx.$queryRaw<{ at: Date }[]>`SELECT clock_timestamp() AS at`;
  if (clock === undefined) throw new Error('The database gave no time');
  return clock.at;
}

const withTime = async (tx: Tx, id: string): Promise<LockedUser | undefined> => {
  const user = await tx.user.findUnique({ where: { id } });
  return user === null ? undefined : { user, at: await databaseTime(tx) };
};

/**
 * Keeps a user as they are while tokens are made for them, so that no token can miss a change of role, password or standing. Any
 * number of sign-ins may do this at once.
 */
export async function lockUserShared(tx: Tx, id: string): Promise<LockedUser | undefined> {
  await tx.$executeRaw`SELECT FROM users WHERE id = ${id}::uuid FOR SHARE`;
  return withTime(tx, id);
}

/** Locks a user who is to be changed. */
export async function lockUser(tx: Tx, id: string): Promise<LockedUser | undefined> {
  await tx.$executeRaw`SELECT FROM users WHERE id = ${id}::uuid FOR UPDATE`;
  return withTime(tx, id);
}

/** Locks a user and all active administrators, in the order of their ids, so that two cannot take the last ones' rights from each other. */
export async function lockUserAndAdmins(
  tx: Tx,
  id: string,
): Promise<(LockedUser & { readonly activeAdminIds: string[] }) | undefined> {
  await tx.$executeRaw`
    SELECT FROM users WHERE id = ${id}::uuid OR (role = 'ADMIN' AND active) ORDER BY id FOR UPDATE`;
  const locked = await withTime(tx, id);
  if (locked === undefined) return undefined;
  const admins = await tx.user.findMany({ where: { role: 'ADMIN', active: true }, select: { id: true } });
  return { ...locked, activeAdminIds: admins.map((admin) => admin.id) };
}
