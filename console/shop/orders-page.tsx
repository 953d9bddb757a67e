import { MyOrdersDocument } from '../generated/graphql.ts';
import { useTexts } from '../language.tsx';
import { useList } from '../parts/list.tsx';
import { OrderTable, soonest } from '../parts/orders.tsx';
import { Page } from '../parts/page.tsx';
import { client } from '../session.ts';

const LOOK_AGAIN_MS = 10_000;

/** A customer's own orders. */
export function OrdersPage() {
  const { t } = useTexts();
  const list = useList({
    key: ['my-orders'],
    path: 'me.orders',
    ask: (after, call) => client.requestPartial(MyOrdersDocument, { after }, call),
    of: ({ me }) => me?.orders,
    pollMs: soonest(LOOK_AGAIN_MS),
  });
  return (
    <Page title={t('orders')}>
      <div className="card">
        {list((orders) => (
          <OrderTable orders={orders} base="orders" title={t('orders')} />
        ))}
      </div>
    </Page>
  );
}
