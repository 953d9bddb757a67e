import { useState } from 'react';
import { OrdersDocument } from '../../client/generated/graphql.ts';
import type { OrderStatus, Result } from '../../client/index.ts';
import { LIVE_MS } from '../graph.ts';
import { useTexts } from '../language.tsx';
import { ActionForm, Entry } from '../parts/form.tsx';
import { useList } from '../parts/list.tsx';
import { OrderTable, soonest, STATUSES } from '../parts/orders.tsx';
import { Page } from '../parts/page.tsx';
import { go } from '../route.tsx';
import { client } from '../session.ts';

function FindByNumber() {
  const { t } = useTexts();
  const find = async (number: string): Promise<Result<{ id: string }>> => {
    const order = await client.order({ number: number.toUpperCase() });
    if (order !== null) return { ok: true, id: order.id };
    return { ok: false, userErrors: [{ code: 'NOT_FOUND', message: t('noSuchOrder'), field: 'number' }] };
  };
  return (
    <div className="inline">
      <ActionForm run={(it) => find(it('number'))} submit="find" onDone={({ id }) => go(`desk/orders/${id}`)}>
        <Entry name="number" required />
      </ActionForm>
    </div>
  );
}

/** All orders, by status, live; any of them by its number. */
export function DeskOrdersPage() {
  const { t } = useTexts();
  const [status, setStatus] = useState<OrderStatus>();
  const list = useList({
    document: OrdersDocument,
    variables: (after) => ({ first: 20, after, status: status ?? null }),
    of: ({ orders }) => orders,
    path: 'orders',
    pollMs: soonest(LIVE_MS),
    draw: (orders) => <OrderTable orders={orders} base="desk/orders" />,
  });
  return (
    <Page title={t('orders')} aside={<FindByNumber />}>
      <div className="card">
        <fieldset className="choices">
          <legend>{t('statusName')}</legend>
          {[undefined, ...STATUSES].map((each) => (
            <label key={each ?? ''}>
              <input type="radio" name="status" checked={each === status} onChange={() => setStatus(each)} />
              <span>{each === undefined ? t('all') : t(each)}</span>
            </label>
          ))}
        </fieldset>
        {list}
      </div>
    </Page>
  );
}
