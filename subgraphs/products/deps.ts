import type { Prisma, PrismaClient } from '#prisma/products';

/** What the use cases work with. */
export interface Deps {
  readonly database: PrismaClient;
}

/** A transaction on the database of products. */
export type Tx = Prisma.TransactionClient;
