import { parseInput } from '#platform/input.ts';
import type { User } from '#prisma/users';
import type { Context } from '../context.ts';
import { userId } from '../input.ts';

/** A user by id, for themselves and for administrators; nobody for anybody else. */
export const findUser = async ({ load }: Pick<Context, 'load'>, given: string): Promise<User | null> =>
  load.user(parseInput(userId, given, 'id'));
