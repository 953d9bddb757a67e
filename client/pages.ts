import type { PageInfoFieldsFragment } from './generated/graphql.ts';

/** A part of a list: `pageInfo.endCursor`, given as `after`, leads to the next. */
export interface Page<Node> {
  readonly nodes: Node[];
  readonly pageInfo: PageInfoFieldsFragment;
}

/** How a list is asked for. */
interface Paging {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** The most that one page may hold. */
const PAGE_MAX = 100;

/** Everything of a list, page after page: `for await (const order of each(client.orders, { status: ['CONFIRMED'] }))`. */
export async function* each<Node, Variables extends Paging>(
  list: (variables?: Variables) => Promise<Page<Node>>,
  variables: NoInfer<Variables>,
): AsyncGenerator<Node, void, undefined> {
  for (let after = variables.after; ;) {
    const { nodes, pageInfo } = await list({ first: PAGE_MAX, ...variables, after });
    yield* nodes;
    if (!pageInfo.hasNextPage) return;
    after = pageInfo.endCursor;
  }
}
