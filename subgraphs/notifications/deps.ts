import type { Prisma, PrismaClient } from '#prisma/notifications';

/** What the use cases work with. */
export interface Deps {
  readonly database: PrismaClient;
  readonly now: () => Date;
}

/** A transaction on the database of notifications. */
export type Tx = Prisma.TransactionClient;
