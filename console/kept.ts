import { useSyncExternalStore } from 'react';

/** Something that the browser keeps, the same in all its tabs and after a reload. */
export interface Kept<Value> {
  readonly read: () => Value | undefined;
  readonly write: (value: Value | undefined) => void;
  /** Calls the listener after each change, also those of other tabs. Returns what ends it. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** Keeps a value under a name in `localStorage`. What is found there and does not fit, `isValue` refuses. */
export function createKept<Value>(name: string, isValue: (value: unknown) => value is Value): Kept<Value> {
  const key = `ordergraph.${name}`;
  const listeners = new Set<() => void>();
  let last: { readonly text: string | null; readonly value: Value | undefined } = { text: null, value: undefined };
  const tell = (): void => listeners.forEach((listener) => listener());
  addEventListener('storage', (event) => {
    if (event.key === key || event.key === null) tell();
  });
  return {
    read: () => {
      const text = localStorage.getItem(key);
      // React compares by identity: the same text is the same value.
      if (text !== last.text) last = { text, value: valueIn(text, isValue) };
      return last.value;
    },
    write: (value) => {
      if (value === undefined) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(value));
      tell();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
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
