import { useTexts } from '../language.tsx';
import { CALM_MS } from '../graph.ts';
import { MyOrdersDocument } from '../generated/graphql.ts';
import { useList } from '../parts/list.tsx';
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
