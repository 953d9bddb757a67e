import DataLoader from 'dataloader';

/** Loads a row by its key, or null. One level of a query shares a call of `load`, whose rows have their key in `field`; nothing is cached for later levels. */
export function loader<Field extends string, Row extends Readonly<Record<Field, string>>>(
  field: Field,
  load: (keys: readonly string[]) => Promise<readonly Row[]>,
): Pick<DataLoader<string, Row | null>, 'load'> {
  const level = new DataLoader<string, Row | null>(async (keys) => {
    level.clearAll();
    const byKey = new Map<string, Row>((await load(keys)).map((row) => [row[field], row]));
    return keys.map((key) => byKey.get(key) ?? null);
  });
  return level;
}

/** Collects loads of lists, whose rows have their parent's id in `field`: those with equal arguments share a call. All lists of a level resolve together. */
export function listLoader<Field extends string, Row extends Readonly<Record<Field, string | null>>, Args = void>(
  field: Field,
  load: (parentIds: readonly string[], args: Args) => Promise<readonly Row[]>,
) {
  type Query = Readonly<{ parentId: string; args: Args }>;
  const level = new DataLoader<Query, Row[], string>(
    async (queries) => {
      level.clearAll();
      const found = new Map<Query, Row[]>();
      const readGroup = async (group: readonly Query[]): Promise<void> => {
        const [first] = group;
        if (first === undefined) return;
        const rows = await load(
          group.map(({ parentId }) => parentId),
          first.args,
        );
        const byParent = Map.groupBy<string | null, Row>(rows, (row) => row[field]);
        for (const query of group) found.set(query, byParent.get(query.parentId) ?? []);
      };
      const groups = Map.groupBy(queries, ({ args }) => JSON.stringify(args));
      await Promise.all([...groups.values()].map(readGroup));
      return queries.map((query) => found.get(query) ?? []);
    },
    { cacheKeyFn: (query) => JSON.stringify(query) },
  );
  return { load: (parentId: string, args: Args): Promise<Row[]> => level.load({ parentId, args }) };
}
