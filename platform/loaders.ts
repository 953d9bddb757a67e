import DataLoader from 'dataloader';

/** Loads by key; loads of one level of a query share a call of `load`. */
export interface Loader<Key, Value> {
  load(key: Key): Promise<Value>;
}

/**
 * Collects the loads of one level into one call of `load`, which gets each key once and returns the values in the order of the keys. Nothing is
 * kept beyond the level: a second step of the same request sees what the first one wrote.
 */
export function loader<Value>(load: (keys: readonly string[]) => Promise<readonly Value[]>): Loader<string, Value> {
  const level = new DataLoader<string, Value>((keys) => {
    level.clearAll();
    return load(keys);
  });
  return level;
}

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
  const level = new DataLoader<Query, readonly Row[], string>(
    async (queries) => {
      level.clearAll();
      const found = new Map<Query, readonly Row[]>();
      const readGroup = async (group: readonly Query[]): Promise<void> => {
        const [first] = group;
        if (first === undefined) return;
        const parentIds = group.map(({ parentId }) => parentId);
        const lists = await load(parentIds, first.args);
        group.forEach((query, index) => found.set(query, lists[index] ?? []));
      };
      const groups = Map.groupBy(queries, ({ args }) => JSON.stringify(args));
      await Promise.all([...groups.values()].map(readGroup));
      return queries.map((query) => found.get(query) ?? []);
    },
    { cacheKeyFn: (query) => JSON.stringify(query) },
  );
  return { load: (parentId, args) => level.load({ parentId, args }) };
}
