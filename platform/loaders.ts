import DataLoader from 'dataloader';

/** Loads by key; loads of one level of a query share a call of `load`. */
export interface Loader<Key, Value> {
  load(key: Key): Promise<Value>;
}

/**
 * Collects the loads of one level into one call of `load`, which gets each key once and returns the values in the order of the keys. Nothing is
 * kept: a second step of the same request sees what the first one wrote.
 */
export function loader<Value>(load: (keys: readonly string[]) => Promise<readonly Value[]>): Loader<string, Value> {
  return new DataLoader<string, Value>(
    async (keys) => {
      const unique = [...new Set(keys)];
      if (unique.length === keys.length) return load(keys);
      const values = await load(unique);
      const byKey = new Map(unique.map((key, index) => [key, values.slice(index, index + 1)]));
      return keys.flatMap((key) => byKey.get(key) ?? []);
    },
    { cache: false },
  );
}

/** Loads a list of rows for a parent. */
export interface ListLoader<Args, Row> {
  load(parentId: string, args: Args): Promise<readonly Row[]>;
}

/**
 * Collects loads of lists: those with equal arguments (compared as JSON) share a call of `load`, which returns the rows of each parent in order.
 * All lists of a level resolve together, so that what their rows lead to is loaded together as well.
 */
export function listLoader<Args, Row>(
  load: (parentIds: readonly string[], args: Args) => Promise<readonly (readonly Row[])[]>,
): ListLoader<Args, Row> {
  interface Query {
    readonly parentId: string;
    readonly args: Args;
  }
  const all = new DataLoader<Query, readonly Row[]>(
    async (queries) => {
      const groups = [...Map.groupBy(queries, ({ args }) => JSON.stringify(args)).values()];
      const found = new Map<Query, readonly Row[]>();
      const readGroup = async (group: readonly Query[]): Promise<void> => {
        const [first] = group;
        if (first === undefined) return;
        const parentIds = [...new Set(group.map(({ parentId }) => parentId))];
        const lists = await load(parentIds, first.args);
        const byParent = new Map(parentIds.map((parentId, index) => [parentId, lists[index]]));
        for (const query of group) found.set(query, byParent.get(query.parentId) ?? []);
      };
      await Promise.all(groups.map(readGroup));
      return queries.map((query) => found.get(query) ?? []);
    },
    { cache: false },
  );
  return { load: (parentId, args) => all.load({ parentId, args }) };
}
