import { parseInput } from '#platform/input.ts';
import { connectionOf, pageOf } from '#platform/paging.ts';
import { Prisma } from '#prisma/users';
import type { Deps } from '../deps.ts';
import type { QueryUsersArgs } from '../generated/resolvers.ts';
import { userSearch } from '../input.ts';

/** `%` and `_` are letters here, not patterns. */
const literally = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`);

/** A page of users, newest first: all, or those whose username, e-mail address or name contains a text in whatever case. */
export async function listUsers({ database }: Deps, args: Partial<QueryUsersArgs>) {
  const page = pageOf('users', args);
  const search = parseInput(userSearch, args.search, 'search');
  const before = page.before === undefined ? Prisma.empty : Prisma.sql`AND id < ${page.before}::uuid`;
  const matches =
    search === undefined
      ? Prisma.empty
      : Prisma.sql`AND user_search_text(username, email, first_name, last_name) LIKE lower(${`%${literally(search)}%`})`;
  const found = await database.$queryRaw<{ id: string }[]>`
    SELECT id FROM users WHERE true ${before} ${matches} ORDER BY id DESC LIMIT ${page.take}`;
  const users = await database.user.findMany({
    where: { id: { in: found.map(({ id }) => id) } },
    orderBy: { id: 'desc' },
  });
  return connectionOf(page, users);
}
