import { PrismaPg } from '@prisma/adapter-pg';
import type { Database } from './database.ts';

/** Lets a Prisma client use a database's connections, for administration and rare reads. Not for transactions that send messages. */
export const prismaAdapter = ({ pool }: Database): PrismaPg => new PrismaPg(pool);
