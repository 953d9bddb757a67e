import type { OrderStatus, OrderSummary } from '../../client/index.ts';
import { useTexts, type TextName } from '../language.tsx';
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

/** How soon to ask for orders again: as soon as the first of them says, at the latest after `otherwiseMs`. */
export const soonest = (otherwiseMs: number) => (orders: readonly OrderSummary[]) =>
  Math.min(otherwiseMs, ...orders.flatMap(({ pollAfterMs }) => pollAfterMs ?? []));

/** Orders, each a line that leads to its page. */
export function OrderTable(props: { orders: readonly OrderSummary[]; base: string; title?: TextName }) {
  const { t, money, time } = useTexts();
  const { orders, base, title = 'orders' } = props;
  return (
    <Table title={t(title)} head={['number', 'statusName', 'total']} rows={orders}>
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
