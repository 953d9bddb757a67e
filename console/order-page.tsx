import type { Order } from '../client/index.ts';
import { OrderDocument } from '../client/generated/graphql.ts';
import { useAnswer } from './graph.ts';
import { useTexts } from './language.tsx';
import { ActButton } from './parts/dialog.tsx';
import { Table } from './parts/list.tsx';
import { Messages } from './parts/messages.tsx';
import { Status } from './parts/orders.tsx';
import { Loaded, Notice, Page, Part, Section, type IsAway } from './parts/page.tsx';
import { nameOf } from './person.tsx';
import { Link } from './route.tsx';
import { client } from './session.ts';

/** Two people may be at one order: what the other did is to be seen soon. */
const OTHERS_MS = 5_000;

/** What may be done with an order now. Somebody else may have been quicker: then that is said, and the order shown as it is. */
function Deeds({ order: { id, number, status }, isDesk }: { order: Order; isDesk: boolean }) {
  const { t, why } = useTexts();
  const shared = {
    why: (failure: Parameters<typeof why>[0]) =>
      failure.code === 'INVALID_STATE' ? t('changedMeanwhile') : why(failure),
  };
  const [ship, deliver] = [() => client.shipOrder(id), () => client.deliverOrder(id)];
  // Cancelling twice is cancelling: after a lost answer it may be asked again.
  const cancel = () => client.cancelOrder(id, { repeatable: true });
  return (
    <div className="row">
      {isDesk && status === 'CONFIRMED' && (
        <ActButton {...shared} label={t('ship')} className="primary" said={t('shipped', { number })} run={ship} />
      )}
      {isDesk && status === 'SHIPPED' && (
        <ActButton
          {...shared}
          label={t('deliver')}
          className="primary"
          said={t('delivered', { number })}
          run={deliver}
        />
      )}
      {['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED'].includes(status) && (
        <ActButton {...shared} label={t('cancelOrder')} className="danger" confirm={t('cancelText')} run={cancel} />
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

function Lines({ order: { lines, total }, isAway }: { order: Order; isAway: IsAway }) {
  const { t, money } = useTexts();
  const head = [t('product'), t('quantity'), t('total')];
  return (
    <>
      {isAway('order.lines.product') && <Notice kind="warning">{t('partAway')}</Notice>}
      <Table title={t('lines')} head={head} rows={lines} keyOf={(_, place) => place}>
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

/** Who ordered, what became of the money and of the pieces: for the desk. */
function Background({ order: { customer, payment, reservations }, isAway }: { order: Order; isAway: IsAway }) {
  const { t, money } = useTexts();
  return (
    <>
      <Section title={t('customer')}>
        <Part of={customer} away={isAway('order.customer')}>
          {(person) => (
            <p>
              <Link to={`desk/customers/${person.id}`}>{nameOf(person)}</Link> <small>{person.email}</small>
            </p>
          )}
        </Part>
      </Section>
      <Section title={t('payment')}>
        <Part of={payment} away={isAway('order.payment')}>
          {({ status, amount }) => (
            <p>
              {money(amount)} <span className="badge">{t(status)}</span>
            </p>
          )}
        </Part>
      </Section>
      <Section title={t('reservations')}>
        <Part of={reservations} away={isAway('order.reservations')}>
          {(each) => (
            <Table
              title={t('reservations')}
              head={[t('sku'), t('quantity'), t('statusName')]}
              rows={each}
              keyOf={({ id }) => id}
            >
              {({ id, product, quantity, status }) => [
                <Link to={`desk/reservations/${id}`}>{product.sku}</Link>,
                quantity,
                <span className="badge">{t(status)}</span>,
              ]}
            </Table>
          )}
        </Part>
      </Section>
    </>
  );
}

function Whole({ order, isAway, isDesk }: { order: Order; isAway: IsAway; isDesk: boolean }) {
  const { t, why } = useTexts();
  return (
    <>
      {order.failure !== null && <Notice kind="danger">{why(order.failure)}</Notice>}
      <Deeds order={order} isDesk={isDesk} />
      <div className="columns">
        <Section title={t('lines')}>
          <Lines order={order} isAway={isAway} />
        </Section>
        <Section title={t('timeline')}>
          <Timeline order={order} />
        </Section>
        {isDesk && <Background order={order} isAway={isAway} />}
        <Section title={t('messages')}>
          <Part of={order.notifications} away={isAway('order.notifications')}>
            {(messages) => <Messages messages={messages} isDesk={isDesk} />}
          </Part>
        </Section>
      </div>
    </>
  );
}

/** One order with everything that five services know of it, live: asked again when the order itself says (`pollAfterMs`). */
export function OrderPage({ id, isDesk }: { id: string; isDesk: boolean }) {
  const { t } = useTexts();
  const answer = useAnswer(
    ['order', id],
    (call) => client.requestPartial(OrderDocument, { id }, call),
    ({ order }) => order?.pollAfterMs ?? OTHERS_MS,
  );
  const known = answer.data?.data.order ?? undefined;
  const title = known === undefined ? t('order') : t('orderNumber', { number: known.number });
  return (
    <Page title={title} aside={known && <Status of={known.status} />}>
      <Loaded answer={answer}>
        {({ order }, isAway) => (
          <Part of={order} away={isAway('order')} empty={t('noSuchOrder')}>
            {(found) => <Whole order={found} isAway={isAway} isDesk={isDesk} />}
          </Part>
        )}
      </Loaded>
    </Page>
  );
}
