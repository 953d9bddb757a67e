import { PrismaPg } from '@prisma/adapter-pg';
import type { Database } from '#platform/database.ts';

/** Lets a Prisma client read and change rows beside the services, over the same connections. */
export const prismaAdapter = ({ pools }: Database): PrismaPg => new PrismaPg(pools.read);
