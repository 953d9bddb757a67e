import type { ReactNode } from 'react';
import { basket } from './basket.ts';
import { useKept } from './kept.ts';
import { useLanguage, useTexts, type TextName } from './language.tsx';
import { nameOf, usePerson } from './person.tsx';
import { Link } from './route.tsx';
import { signOut, useSessionState } from './session.ts';

type Pages = readonly (readonly [path: string, name: TextName])[];

const SHOP: Pages = [
  ['', 'catalogue'],
  ['basket', 'basket'],
  ['orders', 'orders'],
  ['account', 'account'],
  ['messages', 'messages'],
];
const DESK: Pages = [
  ['desk', 'today'],
  ['desk/orders', 'orders'],
  ['desk/products', 'products'],
  ['desk/customers', 'customers'],
  ['desk/reservations', 'reservations'],
];

function Identity() {
  const { t } = useTexts();
  const person = usePerson();
  const { language, choose } = useLanguage();
  const other = language === 'EN' ? 'RU' : 'EN';
  if (useSessionState() === 'out')
    return (
      <>
        <button type="button" lang={other.toLowerCase()} onClick={() => choose(other)}>
          {other === 'RU' ? 'Русский' : 'English'}
        </button>
        <Link to="register">{t('register')}</Link>
        <Link to="sign-in">{t('signIn')}</Link>
      </>
    );
  return (
    <>
      <span className="who">{person && nameOf(person)}</span>
      <button type="button" onClick={() => void signOut()}>
        {t('signOut')}
      </button>
    </>
  );
}

/** Links to the pages of the shop or the desk, and who is signed in. */
export function Header({ isDesk }: { isDesk: boolean }) {
  const { t } = useTexts();
  const person = usePerson();
  const count = (useKept(basket) ?? []).reduce((sum, { quantity }) => sum + quantity, 0);
  const hasUnread = (person?.notifications?.nodes.length ?? 0) > 0;
  const marks: Partial<Record<TextName, ReactNode>> = {
    basket: count > 0 && <span className="count">{count}</span>,
    messages: hasUnread && <span className="count">{t('new')}</span>,
  };
  const isOut = useSessionState() === 'out';
  const pages = isDesk ? DESK : isOut ? SHOP.slice(0, 2) : SHOP;
  return (
    <header className="top">
      <Link to={isDesk ? 'desk' : ''} className="brand">
        Ordergraph
      </Link>
      <nav aria-label={t('pagesOf')}>
        {pages.map(([path, name]) => (
          <Link key={path} to={path}>
            {t(name)} {marks[name]}
          </Link>
        ))}
      </nav>
      <div className="row">
        {person?.role === 'ADMIN' && <Link to={isDesk ? '' : 'desk'}>{t(isDesk ? 'toShop' : 'toDesk')}</Link>}
        <Identity />
      </div>
    </header>
  );
}
