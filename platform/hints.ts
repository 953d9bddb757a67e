/** Who looks for work of a kind, by the database that it is written to. */
const lookers = new WeakMap<object, Map<string, Set<() => void>>>();
/** Kinds of work that a transaction has written. */
const written = new WeakMap<object, Set<string>>();

/**
 * Says that a transaction writes work of a kind, such as messages to be sent. Those who look for it in this process are told once it is
 * committed. It is a hint, which dies with the process: whoever relies on it also looks now and then by itself.
 *
 * PostgreSQL's NOTIFY in the transaction would be no better: it, too, is lost on those who are not connected at the moment. And it takes a
 * lock of the whole server for the commit, so that commits wait for the disk one after the other instead of together.
 */
export function hintAt(work: string, tx: object): void {
  const kinds = written.get(tx);
  if (kinds === undefined) written.set(tx, new Set([work]));
  else kinds.add(work);
}

/** Calls `look` after each commit to a database that wrote work of a kind. Gives back what ends that. */
export function onHint(work: string, database: object, look: () => void): () => void {
  const kinds = lookers.get(database) ?? new Map<string, Set<() => void>>();
  lookers.set(database, kinds);
  const those = kinds.get(work) ?? new Set();
  kinds.set(work, those);
  those.add(look);
  return () => void those.delete(look);
}

/** Passes on what a transaction has hinted at, once it is committed. */
export function passHints(database: object, tx: object): void {
  for (const work of written.get(tx) ?? []) for (const look of lookers.get(database)?.get(work) ?? []) look();
}
