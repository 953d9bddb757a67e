import { useSyncExternalStore, type ReactNode } from 'react';

// Addresses are behind `#`: any server that has the folder serves every page of it.
const read = (): string => location.hash.replace(/^#\/?/, '');

const subscribe = (listener: () => void): (() => void) => {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
};

let hasMoved = false;
addEventListener('hashchange', () => {
  hasMoved = true;
  scrollTo(0, 0);
});

/** Whether the page was reached from another one: then its heading gets the focus. */
export const isVisitedNext = (): boolean => hasMoved;

/** The parts of the page's address: `orders/7` is `['orders', '7']`. */
export const useRoute = (): readonly string[] => useSyncExternalStore(subscribe, read).split('/');

/** Goes to a page. */
export const go = (path: string): void => {
  location.hash = `/${path}`;
};

/** A link to a page, marked where that page or one below it is open. */
export function Link({ to, children, className }: { to: string; children: ReactNode; className?: string }) {
  const path = useRoute().join('/');
  const isHere = path === to || (to !== '' && to !== 'desk' && path.startsWith(`${to}/`));
  return (
    <a href={`#/${to}`} className={className} aria-current={isHere ? 'page' : undefined}>
      {children}
    </a>
  );
}
