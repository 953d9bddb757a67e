import { badUserInput } from './errors.ts';

const PAGE_DEFAULT = 20;
const PAGE_MAX = 100;

/** The highest UUID: a page without a cursor begins here. */
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** A page to read: at most `take` rows with an id below `before`, newest first. One more row than the page has shows whether there are more. */
export type Page = Readonly<{ take: number; before: string }>;

/** When the row of an id was made: the first 48 bits of a UUIDv7 are milliseconds (RFC 9562, section 5.7). So a list by id is a list by age. */
export const madeAt = (id: string): Date => new Date(Number.parseInt(id.replace('-', '').slice(0, 12), 16));

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const encodeCursor = (list: string, id: string): string => Buffer.from(`${list}:${id}`).toString('base64url');

function decodeCursor(list: string, cursor: string): string {
  const [name, id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(':');
  if (name === list && ID.test(id) && encodeCursor(list, id) === cursor) return id;
  throw badUserInput('after', 'must be a cursor of this list');
}

/** Reads a page of a list as a Relay connection. Pages are key ranges of UUIDv7, stable while rows are added. Throws BAD_USER_INPUT. */
export async function connection<Row extends { readonly id: string }>(
  list: string,
  { first, after }: { first?: number | null | undefined; after?: string | null | undefined },
  read: (page: Page) => Promise<readonly Row[]>,
) {
  const size = first ?? PAGE_DEFAULT;
  if (!Number.isInteger(size) || size < 1 || size > PAGE_MAX)
    throw badUserInput('first', `must be from 1 to ${PAGE_MAX}`);
  const rows = await read({ take: size + 1, before: after == null ? LAST_ID : decodeCursor(list, after) });
  const nodes = rows.slice(0, size);
  const edges = nodes.map((node) => ({ cursor: encodeCursor(list, node.id), node }));
  return {
    nodes,
    edges,
    pageInfo: {
      hasNextPage: rows.length > size,
      hasPreviousPage: after != null,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
