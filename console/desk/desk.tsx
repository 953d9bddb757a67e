import type { ReactNode } from 'react';
import { OrderPage } from '../order-page.tsx';
import { CustomerPage, CustomersPage } from './customers.tsx';
import { DeskFrontPage } from './front-page.tsx';
import { DeskOrdersPage } from './orders-page.tsx';
import { DeskProductsPage } from './products-page.tsx';
import { ReservationsPage } from './reservations-page.tsx';

const PAGES: Partial<Record<string, (id?: string) => ReactNode>> = {
  orders: (id) => (id === undefined ? <DeskOrdersPage /> : <OrderPage key={id} id={id} isDesk />),
  products: () => <DeskProductsPage />,
  customers: (id) => (id === undefined ? <CustomersPage /> : <CustomerPage key={id} id={id} />),
  reservations: (id) => <ReservationsPage id={id} />,
};

/** The pages of the desk, in a bundle of their own. */
export default function Desk({ route: [first = '', id] }: { route: readonly string[] }) {
  return PAGES[first]?.(id) ?? <DeskFrontPage />;
}
