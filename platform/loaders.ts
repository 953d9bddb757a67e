import DataLoader from 'dataloader';

/** Loads by key; loads of one level of a query share a call of `load`. */
export interface Loader<Key, Value> {
  load(key: Key): Promise<Value>;
}

/** Collects the loads of one level into one call of `load`, each key once. Nothing is kept beyond it: a second step sees what the first wrote. */
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

/** Collects loads of lists: those with equal arguments share a call. All lists of a level resolve together, as do the loads that follow. */
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
