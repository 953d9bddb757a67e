import { onlineManager } from '@tanstack/react-query';
import { lazy, Suspense, useSyncExternalStore, type ReactNode } from 'react';
import { Header } from './header.tsx';
import { useTexts } from './language.tsx';
import { OrderPage } from './order-page.tsx';
import { Empty, Loaded, Notice, Page } from './parts/page.tsx';
import { usePerson, usePersonAnswer } from './person.tsx';
import { useSending } from './place-order.ts';
import { go, Link, useRoute } from './route.tsx';
import { useSessionState } from './session.ts';
import { AccountPage } from './shop/account-page.tsx';
import { BasketPage } from './shop/basket-page.tsx';
import { CataloguePage } from './shop/catalogue-page.tsx';
import { EntrancePage, isStep, SessionOver } from './shop/entrance.tsx';
import { MessagesPage, OrdersPage } from './shop/history-pages.tsx';

// Customers do not load the desk.
const Desk = lazy(() => import('./desk/desk.tsx'));

/** Pages for people who are signed in, by the first part of their address. */
const MEMBERS: Partial<Record<string, (rest: readonly string[]) => ReactNode>> = {
  orders: ([id]) => (id === undefined ? <OrdersPage /> : <OrderPage key={id} id={id} isDesk={false} />),
  account: () => <AccountPage />,
  messages: () => <MessagesPage />,
  desk: (rest) => <Desk route={rest} />,
};

/** Lets people in who are signed in. Others sign in first and stay on the page. */
function Members({ children, isDesk }: { children: ReactNode; isDesk: boolean }) {
  const { t } = useTexts();
  const answer = usePersonAnswer();
  const person = usePerson();
  if (useSessionState() === 'out') return <EntrancePage by="sign-in" />;
  if (person === undefined)
    return answer && <Loaded answer={answer}>{() => <Notice kind="warning">{t('partAway')}</Notice>}</Loaded>;
  if (isDesk && person.role !== 'ADMIN') return <Empty>{t('adminsOnly')}</Empty>;
  return <Suspense fallback={<p className="skeleton" />}>{children}</Suspense>;
}

function Content({ route: [first = '', ...rest] }: { route: readonly string[] }) {
  const { t } = useTexts();
  // Sends an order that is on its way, whatever page is open.
  const { isSending, failure } = useSending(usePerson()?.id, (id) => go(`orders/${id}`));
  if (first === 'basket') return <BasketPage isSending={isSending} failure={failure} />;
  const members = MEMBERS[first]?.(rest);
  const isUnknown = first !== '' && !isStep(first) && members === undefined;
  return (
    <>
      {isSending && <Notice>{t('sending')}</Notice>}
      {first === '' && <CataloguePage />}
      {isStep(first) && <EntrancePage key={first} by={first} />}
      {members !== undefined && <Members isDesk={first === 'desk'}>{members}</Members>}
      {isUnknown && <Page title={t('nothingHere')}>{<Link to="">{t('catalogue')}</Link>}</Page>}
    </>
  );
}

/** The header, the page at the address, and what lies over every page. */
export function App() {
  const { t } = useTexts();
  const route = useRoute();
  const isOnline = useSyncExternalStore(
    (listener) => onlineManager.subscribe(listener),
    () => onlineManager.isOnline(),
  );
  return (
    <>
      <button type="button" className="skip" onClick={() => document.querySelector<HTMLElement>('h1')?.focus()}>
        {t('skip')}
      </button>
      <Header isDesk={route[0] === 'desk'} />
      <main>
        {!isOnline && <Notice kind="warning">{t('offline')}</Notice>}
        <Content route={route} />
      </main>
      <SessionOver />
    </>
  );
}
