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

/** Whether the person came to this page from another one, and hears so by the focus on its heading. */
export const isVisitedNext = (): boolean => hasMoved;

/** The parts of the page's address: `orders/7` is `['orders', '7']`. */
export const useRoute = (): readonly string[] => useSyncExternalStore(subscribe, read).split('/');

/** Goes to a page. */
export const go = (path: string): void => {
  location.hash = `/${path}`;
};

/** A link to a page. The one that is open is marked, as are those that it lies below, but for the areas' own front pages. */
export function Link({ to, children, className }: { to: string; children: ReactNode; className?: string }) {
  const path = useRoute().join('/');
  const isHere = path === to || (to !== '' && to !== 'desk' && path.startsWith(`${to}/`));
  return (
    <a href={`#/${to}`} className={className} aria-current={isHere ? 'page' : undefined}>
      {children}
    </a>
  );
}
