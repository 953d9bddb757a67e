import type { ReactNode } from 'react';
import { basket } from './basket.ts';
import { useKept } from './kept.ts';
import { useLanguage, useTexts, type TextName } from './language.tsx';
import { nameOf, usePerson } from './person.tsx';
import { Link } from './route.tsx';
import { signOut, useSessionState } from './session.ts';

type Ways = readonly (readonly [to: string, name: TextName, count?: ReactNode])[];

const DESK: Ways = [
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
  const isOut = useSessionState() === 'out';
  if (!isOut)
    return (
      <>
        <span className="who">{person && nameOf(person)}</span>
        <button type="button" onClick={() => void signOut()}>
          {t('signOut')}
        </button>
      </>
    );
  const other = language === 'EN' ? 'RU' : 'EN';
  return (
    <>
      <button type="button" lang={other.toLowerCase()} onClick={() => choose(other)}>
        {other === 'RU' ? 'Русский' : 'English'}
      </button>
      <Link to="register">{t('register')}</Link>
      <Link to="sign-in">{t('signIn')}</Link>
    </>
  );
}

/** The way to the pages of the shop or of the desk, and who is signed in. */
export function Header({ isDesk }: { isDesk: boolean }) {
  const { t } = useTexts();
  const person = usePerson();
  const count = (useKept(basket) ?? []).reduce((sum, { quantity }) => sum + quantity, 0);
  const hasUnread = (person?.notifications?.nodes.length ?? 0) > 0;
  const shop: Ways = [
    ['', 'catalogue'],
    ['basket', 'basket', count > 0 && count],
  ];
  const own: Ways = [
    ['orders', 'orders'],
    ['account', 'account'],
    ['messages', 'messages', hasUnread && t('new')],
  ];
  const isOut = useSessionState() === 'out';
  const ways = isDesk ? DESK : isOut ? shop : [...shop, ...own];
  return (
    <header className="top">
      <Link to={isDesk ? 'desk' : ''} className="brand">
        Ordergraph
      </Link>
      <nav aria-label={t('pagesOf')}>
        {ways.map(([to, name, more]) => (
          <Link key={to} to={to}>
            {t(name)} {Boolean(more) && <span className="count">{more}</span>}
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
