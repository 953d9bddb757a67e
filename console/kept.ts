import { useSyncExternalStore } from 'react';

/** A value that the browser keeps, the same in all its tabs and after a reload. */
export type Kept<Value> = ReturnType<typeof createKept<Value>>;

/** Keeps a value under a name in `localStorage`. Ignores what `isValue` refuses. */
export function createKept<Value>(name: string, isValue: (value: unknown) => value is Value) {
  const key = `ordergraph.${name}`;
  let last: { readonly text: string | null; readonly value: Value | undefined } = { text: null, value: undefined };
  return {
    read: (): Value | undefined => {
      const text = localStorage.getItem(key);
      // React compares by identity: the same text is the same value.
      if (text !== last.text) last = { text, value: valueIn(text, isValue) };
      return last.value;
    },
    write: (value: Value | undefined): void => {
      if (value === undefined) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(value));
      // Browsers tell the other tabs alone.
      dispatchEvent(new StorageEvent('storage', { key }));
    },
    /** Calls the listener after each change, also those of other tabs. Returns what ends it. */
    subscribe: (listener: () => void) => {
      const onStorage = (event: StorageEvent): void => {
        if (event.key === key || event.key === null) listener();
      };
      addEventListener('storage', onStorage);
      return () => removeEventListener('storage', onStorage);
    },
  };
}

function valueIn<Value>(text: string | null, isValue: (value: unknown) => value is Value): Value | undefined {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return isValue(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The value as it is now, in a component that is drawn again when it changes. */
export const useKept = <Value>({ subscribe, read }: Pick<Kept<Value>, 'subscribe' | 'read'>): Value | undefined =>
  useSyncExternalStore(subscribe, read);

/** Whether a value has each of these properties. */
export const hasAll = <Name extends string>(value: unknown, ...names: Name[]): value is Record<Name, unknown> =>
  typeof value === 'object' && value !== null && names.every((name) => name in value);
