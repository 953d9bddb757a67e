import { useTexts } from '../language.tsx';
import { CALM_MS } from '../graph.ts';
import { MyOrdersDocument } from '../generated/graphql.ts';
import { useList } from '../parts/list.tsx';
import { OrderTable, soonest } from '../parts/orders.tsx';
import { Page } from '../parts/page.tsx';
import { NotificationsDocument } from '../../client/generated/graphql.ts';
import { Messages } from '../parts/messages.tsx';

/** A customer's own orders. */
export function OrdersPage() {
  const { t } = useTexts();
  const list = useList({
    document: MyOrdersDocument,
    variables: (after) => ({ after }),
    of: ({ me }) => me?.orders,
    path: 'me.orders',
    pollMs: soonest(CALM_MS),
  });
  return (
    <Page title={t('orders')}>
      <div className="card">
        {list((orders) => (
          <OrderTable orders={orders} base="orders" />
        ))}
      </div>
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
  });
  return (
    <Page title={t('messages')}>
      <div className="card">
        {list((messages) => (
          <Messages messages={messages} />
        ))}
      </div>
    </Page>
  );
}
