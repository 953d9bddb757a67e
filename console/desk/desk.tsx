import { OrderPage } from '../order-page.tsx';
import { CustomerPage, CustomersPage } from './customers.tsx';
import { DeskFrontPage } from './front-page.tsx';
import { DeskOrdersPage } from './orders-page.tsx';
import { DeskProductsPage } from './products-page.tsx';
import { ReservationsPage } from './reservations-page.tsx';

/** The pages of the desk, in a bundle of their own. */
export default function Desk({ route: [first = '', second] }: { route: readonly string[] }) {
  switch (first) {
    case 'orders':
      return second === undefined ? <DeskOrdersPage /> : <OrderPage key={second} id={second} isDesk />;
    case 'products':
      return <DeskProductsPage />;
    case 'customers':
      return second === undefined ? <CustomersPage /> : <CustomerPage key={second} id={second} />;
    case 'reservations':
      return <ReservationsPage id={second} />;
    default:
      return <DeskFrontPage />;
  }
}
