import { PrismaPg } from '@prisma/adapter-pg';

/** Statements that a connection keeps prepared; ours are some fifty to a service, and the rest of the room is for lists of several lengths. */
const STATEMENTS_MAX = 200;
/** A statement with more parameters than this has a list in it that may be of any length. */
const PARAMETERS_MAX = 40;
/** What PostgreSQL does not keep. */
const UNNAMED = '';

/**
 * Prisma's way to a PostgreSQL database, for its client's `adapter`. PostgreSQL reads and plans each statement once per connection: planning
 * takes longer than most of ours take to run.
 */
export function postgresAdapter({ url, connectionsMax }: { url: string; connectionsMax: number }): PrismaPg {
  const names = new Map<string, string>();
  const nameOf = (sql: string): string => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= STATEMENTS_MAX) return UNNAMED;
    const name = `statement ${names.size}`;
    names.set(sql, name);
    return name;
  };
  return new PrismaPg(
    { connectionString: url, max: connectionsMax },
    {
      statementNameGenerator: ({ sql, args }) =>
        args.length === 0 || args.length > PARAMETERS_MAX ? UNNAMED : nameOf(sql),
    },
  );
}
