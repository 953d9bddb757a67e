import { OrderDocument } from '../client/generated/graphql.ts';
import type { Order } from '../client/index.ts';
import type { Failure } from './failure.ts';
import { LIVE_MS, useAnswer } from './graph.ts';
import { useTexts } from './language.tsx';
import { ActButton } from './parts/dialog.tsx';
import { Table } from './parts/list.tsx';
import { Messages } from './parts/messages.tsx';
import { Status } from './parts/orders.tsx';
import { Loaded, Notice, Page, Part, Section, useIsAway } from './parts/page.tsx';
import { nameOf } from './person.tsx';
import { Link } from './route.tsx';
import { client } from './session.ts';

/** What may be done with an order now. Another user may have been quicker: the page says so and shows the order as it is. */
function Actions({ order: { id, status }, isDesk }: { order: Order; isDesk: boolean }) {
  const { t, why } = useTexts();
  const shared = {
    why: (failure: Failure) => (failure.code === 'INVALID_STATE' ? t('changedMeanwhile') : why(failure)),
    className: 'primary',
  };
  const [ship, deliver] = [() => client.shipOrder(id), () => client.deliverOrder(id)];
  // Cancelling twice is cancelling: after a lost answer it may be asked again.
  const cancel = () => client.cancelOrder(id, { repeatable: true });
  return (
    <div className="row">
      {isDesk && status === 'CONFIRMED' && <ActButton {...shared} label="ship" said="shipped" run={ship} />}
      {isDesk && status === 'SHIPPED' && <ActButton {...shared} label="deliver" said="delivered" run={deliver} />}
      {['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED'].includes(status) && (
        <ActButton {...shared} label="cancelOrder" className="danger" confirm="cancelText" run={cancel} />
      )}
    </div>
  );
}

function Timeline({ order }: { order: Order }) {
  const { t, time } = useTexts();
  return (
    <ol className="timeline" aria-live="polite" aria-relevant="additions">
      {order.timeline.map(({ status, at, detail }) => (
        <li key={at + status}>
          <Status of={status} /> <time dateTime={at}>{time(at)}</time> {detail}
        </li>
      ))}
      {order.pollAfterMs !== null && <li className="waiting">{t('underWay')}</li>}
    </ol>
  );
}

function Lines({ order: { lines, total } }: { order: Order }) {
  const { t, money } = useTexts();
  return (
    <>
      {useIsAway('order.lines.product') && <Notice kind="warning">{t('partAway')}</Notice>}
      <Table title={t('lines')} head={['product', 'quantity', 'total']} rows={lines}>
        {({ product, productId, sku, quantity, lineTotal }) => [
          product?.name ?? sku ?? productId,
          quantity,
          lineTotal === null ? '…' : money(lineTotal),
        ]}
      </Table>
      <p className="total">{total === null ? t('notPriced') : t('totalIs', { amount: money(total) })}</p>
    </>
  );
}

/** The customer, the payment and the reservations: for the desk. */
function Background({ order: { customer, payment, reservations } }: { order: Order }) {
  const { t, money } = useTexts();
  return (
    <>
      <Part title="customer" path="order.customer" of={customer}>
        {(person) => (
          <p>
            <Link to={`desk/customers/${person.id}`}>{nameOf(person)}</Link> <small>{person.email}</small>
          </p>
        )}
      </Part>
      <Part title="payment" path="order.payment" of={payment}>
        {({ status, amount }) => (
          <p>
            {money(amount)} <span className="badge">{t(status)}</span>
          </p>
        )}
      </Part>
      <Part title="reservations" path="order.reservations" of={reservations}>
        {(rows) => (
          <Table title={t('reservations')} head={['sku', 'quantity', 'statusName']} rows={rows}>
            {({ id, product, quantity, status }) => [
              <Link to={`desk/reservations/${id}`}>{product.sku}</Link>,
              quantity,
              <span className="badge">{t(status)}</span>,
            ]}
          </Table>
        )}
      </Part>
    </>
  );
}

function Whole({ order, isDesk }: { order: Order; isDesk: boolean }) {
  const { why } = useTexts();
  return (
    <>
      {order.failure !== null && <Notice kind="danger">{why(order.failure)}</Notice>}
      <Actions order={order} isDesk={isDesk} />
      <div className="columns">
        <Section title="lines">
          <Lines order={order} />
        </Section>
        <Section title="timeline">
          <Timeline order={order} />
        </Section>
        {isDesk && <Background order={order} />}
        <Part title="messages" path="order.notifications" of={order.notifications}>
          {(messages) => <Messages messages={messages} isDesk={isDesk} />}
        </Part>
      </div>
    </>
  );
}

/** One order with everything that five services know of it, live: asked again when the order itself says (`pollAfterMs`). */
export function OrderPage({ id, isDesk }: { id: string; isDesk: boolean }) {
  const { t } = useTexts();
  const answer = useAnswer(OrderDocument, { id }, ({ order }) => order?.pollAfterMs ?? LIVE_MS);
  const known = answer.data?.data.order ?? undefined;
  const title = known === undefined ? t('order') : t('orderNumber', { number: known.number });
  return (
    <Page title={title} aside={known && <Status of={known.status} />}>
      <Loaded answer={answer}>
        {({ order }) => (
          <Part path="order" of={order} empty="noSuchOrder">
            {(found) => <Whole order={found} isDesk={isDesk} />}
          </Part>
        )}
      </Loaded>
    </Page>
  );
}
