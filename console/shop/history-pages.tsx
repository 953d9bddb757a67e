import { NotificationsDocument } from '../../client/generated/graphql.ts';
import { MyOrdersDocument } from '../generated/graphql.ts';
import { CALM_MS } from '../graph.ts';
import { useTexts } from '../language.tsx';
import { useList } from '../parts/list.tsx';
import { Messages } from '../parts/messages.tsx';
import { OrderTable, soonest } from '../parts/orders.tsx';
import { Page } from '../parts/page.tsx';

/** A customer's own orders. */
export function OrdersPage() {
  const { t } = useTexts();
  const list = useList({
    document: MyOrdersDocument,
    variables: (after) => ({ after }),
    of: ({ me }) => me?.orders,
    path: 'me.orders',
    pollMs: soonest(CALM_MS),
    draw: (orders) => <OrderTable orders={orders} base="orders" />,
  });
  return (
    <Page title={t('orders')}>
      <div className="card">{list}</div>
    </Page>
  );
}

/** The e-mails that a customer got. */
export function MessagesPage() {
  const { t } = useTexts();
  const list = useList({
    document: NotificationsDocument,
    variables: (after) => ({ first: 20, after }),
    of: ({ me }) => me?.notifications,
    path: 'me.notifications',
    pollMs: CALM_MS,
    draw: (messages) => <Messages messages={messages} />,
  });
  return (
    <Page title={t('messages')}>
      <div className="card">{list}</div>
    </Page>
  );
}
