import { badUserInput } from './errors.ts';

const PAGE_DEFAULT = 20;
const PAGE_MAX = 100;

/** A page to read: rows with an id below `before` (all where it is undefined), newest first; one row more than `size` tells whether there are more. */
export interface Page {
  readonly list: string;
  readonly size: number;
  readonly take: number;
  readonly before: string | undefined;
}

/** A Relay connection over rows that carry their id. */
export interface Connection<Row> {
  nodes: Row[];
  edges: { cursor: string; node: Row }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const encodeCursor = (list: string, id: string): string => Buffer.from(`${list}:${id}`).toString('base64url');

function decodeCursor(list: string, cursor: string): string {
  const [name, id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(':');
  if (name === list && ID.test(id) && encodeCursor(list, id) === cursor) return id;
  throw badUserInput('after', 'must be a cursor that this list gave');
}

/** Reads the arguments of a list. Pages are key ranges of UUIDv7, stable while rows are added. Throws BAD_USER_INPUT. */
export function pageOf(
  list: string,
  args: { first?: number | null | undefined; after?: string | null | undefined },
): Page {
  const size = args.first ?? PAGE_DEFAULT;
  if (!Number.isInteger(size) || size < 1 || size > PAGE_MAX)
    throw badUserInput('first', `must be from 1 to ${PAGE_MAX}`);
  return { list, size, take: size + 1, before: args.after == null ? undefined : decodeCursor(list, args.after) };
}

/** Makes the connection of the rows read for a page, at most `page.take` of them. */
export function connectionOf<Row extends { readonly id: string }>(page: Page, rows: readonly Row[]): Connection<Row> {
  const nodes = rows.slice(0, page.size);
  const edges = nodes.map((node) => ({ cursor: encodeCursor(page.list, node.id), node }));
  return {
    nodes,
    edges,
    pageInfo: {
      hasNextPage: rows.length > page.size,
      hasPreviousPage: page.before !== undefined,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
