import type { OrderStatus, OrderSummary } from '../../client/index.ts';
import { useTexts } from '../language.tsx';
import { Link } from '../route.tsx';
import { Table } from './list.tsx';

const TONES: Readonly<Record<OrderStatus, string>> = {
  PENDING: 'busy',
  AWAITING_PAYMENT: 'busy',
  CANCELLING: 'busy',
  CONFIRMED: 'good',
  SHIPPED: 'good',
  DELIVERED: 'good',
  REJECTED: 'bad',
  EXPIRED: 'bad',
  CANCELLED: '',
};

/** Every status, in the order in which an order comes to them. */
export const STATUSES = Object.keys(TONES).filter((name): name is OrderStatus => name in TONES);

/** An order's status, in words and by colour. */
export function Status({ of: status }: { of: OrderStatus }) {
  const { t } = useTexts();
  return <span className={`badge ${TONES[status]}`}>{t(status)}</span>;
}

/** How soon orders are to be asked for again: as the order says that moves soonest, or now and then. */
export const soonest = (otherwiseMs: number) => (orders: readonly OrderSummary[]) =>
  Math.min(otherwiseMs, ...orders.flatMap(({ pollAfterMs }) => pollAfterMs ?? []));

/** Orders, each a line that leads to its page. */
export function OrderTable({ orders, base, title }: { orders: readonly OrderSummary[]; base: string; title: string }) {
  const { t, money, time } = useTexts();
  const head = [t('number'), t('statusName'), t('total')];
  return (
    <Table title={title} head={head} rows={orders} keyOf={({ id }) => id}>
      {({ id, number, createdAt, status, total }) => [
        <>
          <Link to={`${base}/${id}`}>{number}</Link> <small>{time(createdAt)}</small>
        </>,
        <Status of={status} />,
        total === null ? '…' : money(total),
      ]}
    </Table>
  );
}
