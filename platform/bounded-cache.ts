/** Keeps what was used last, up to a size. */
export interface BoundedCache<Value> {
  get(key: string): Value | undefined;
  /** Keeps a value, unless it is larger than all may be together; the least lately used ones make room. */
  set(key: string, value: Value): void;
  clear(): void;
}

/** A cache of entries whose sizes, one each where nothing else is said, add up to at most `sizeMax`. */
export function createBoundedCache<Value>(
  sizeMax: number,
  sizeOf: (key: string, value: Value) => number = () => 1,
): BoundedCache<Value> {
  // A Map keeps the order in which entries were put in: the first is the one least lately used.
  const entries = new Map<string, { readonly value: Value; readonly size: number }>();
  let total = 0;
  const remove = (key: string): void => {
    total -= entries.get(key)?.size ?? 0;
    entries.delete(key);
  };
  return {
    get: (key) => {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set: (key, value) => {
      const size = sizeOf(key, value);
      remove(key);
      if (size > sizeMax) return;
      entries.set(key, { value, size });
      total += size;
      for (const oldest of entries.keys()) {
        if (total <= sizeMax) break;
        remove(oldest);
      }
    },
    clear: () => {
      entries.clear();
      total = 0;
    },
  };
}
