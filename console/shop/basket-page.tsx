import { useQueries } from '@tanstack/react-query';
import { AccountDocument } from '../../client/generated/graphql.ts';
import { basket, setQuantity } from '../basket.ts';
import type { Failure } from '../failure.ts';
import { CALM_MS, useAnswer } from '../graph.ts';
import { useKept } from '../kept.ts';
import { useTexts } from '../language.tsx';
import { isLess, sumOf, times, type Money } from '../money.ts';
import { Table } from '../parts/list.tsx';
import { Empty, Notice, Page } from '../parts/page.tsx';
import { usePerson } from '../person.tsx';
import { sendOrder } from '../place-order.ts';
import { go, Link } from '../route.tsx';
import { client } from '../session.ts';
import { MoveMoney } from './account-page.tsx';

/** The most of one product that an order takes. */
const QUANTITY_MAX = 10_000;

/** The lines with each product as it is now; until that is known, as it was when it was put in. */
function useLinesNow() {
  const lines = useKept(basket) ?? [];
  const found = useQueries({
    queries: lines.map(({ product: { id } }) => ({
      queryKey: ['product', id],
      queryFn: ({ signal }: { signal: AbortSignal }) => client.product({ id }, { signal, attemptsMax: 1 }),
      refetchInterval: CALM_MS,
    })),
  });
  return lines.map((line, place) => {
    const now = found[place]?.data ?? undefined;
    const left = now?.status === 'ARCHIVED' ? 0 : (now?.stock.available ?? Infinity);
    return { ...line, id: line.product.id, left, price: now?.price ?? line.product.price };
  });
}

function Lines({ lines }: { lines: ReturnType<typeof useLinesNow> }) {
  const { t, money } = useTexts();
  return (
    <Table title={t('basket')} head={['product', 'quantity', 'total', 'remove']} rows={lines}>
      {({ product, quantity, price, left }) => [
        <>
          {product.name}
          {left < quantity && <p className="fault">{t('left', { count: left })}</p>}
          {price.amount !== product.price.amount && (
            <p className="fault">{t('priceWas', { price: money(product.price) })}</p>
          )}
        </>,
        <input
          type="number"
          min={1}
          max={QUANTITY_MAX}
          aria-label={`${t('quantity')}: ${product.name}`}
          value={quantity}
          onChange={({ target: { valueAsNumber } }) =>
            setQuantity(product, Math.min(Math.max(Math.trunc(valueAsNumber) || 1, 1), QUANTITY_MAX))
          }
        />,
        money(times(price, quantity)),
        <button
          type="button"
          className="link"
          aria-label={`${t('remove')}: ${product.name}`}
          onClick={() => setQuantity(product, 0)}
        >
          {t('remove')}
        </button>,
      ]}
    </Table>
  );
}

/** Money for the order: how much there is, and a way to pay in where it is too little. */
function Funds({ total }: { total: Money }) {
  const { t, money } = useTexts();
  const { data } = useAnswer(AccountDocument, { currency: total.currency, first: 1 });
  // Not known yet, or accounts does not answer: the order itself will tell.
  if (data === undefined || data.errors.length > 0) return null;
  const available = data.data.me?.account?.available ?? times(total, 0);
  if (!isLess(available, total)) return <p>{t('available', { amount: money(available) })}</p>;
  return (
    <Notice kind="warning">
      {t('tooLittle', { amount: money(available) })} <MoveMoney kind="deposit" currency={total.currency} />
    </Notice>
  );
}

/** What is about to be ordered. */
export function BasketPage({ isSending, failure }: { isSending: boolean; failure: Failure | undefined }) {
  const { t, money, why } = useTexts();
  const person = usePerson();
  const isUnverified = failure?.code === 'EMAIL_NOT_VERIFIED';
  const lines = useLinesNow();
  const total = sumOf(lines.map(({ price, quantity }) => times(price, quantity)));
  const order = (): void => {
    if (person === undefined || total === undefined) return go('sign-in');
    const wanted = lines.map(({ product: { id }, quantity }) => ({ productId: id, quantity }));
    sendOrder(person.id, { lines: wanted, expectedTotal: total });
  };
  return (
    <Page title={t('basket')}>
      <div className="card">
        {lines.length === 0 && (
          <Empty>
            {t('emptyBasket')} <Link to="">{t('catalogue')}</Link>
          </Empty>
        )}
        {lines.length > 0 && <Lines lines={lines} />}
        {total !== undefined && <p className="total">{t('totalIs', { amount: money(total) })}</p>}
        {total === undefined && lines.length > 0 && <Notice kind="warning">{t('oneCurrency')}</Notice>}
        {total !== undefined && person !== undefined && !isSending && <Funds total={total} />}
        {isSending && <Notice>{t('sending')}</Notice>}
        {failure !== undefined && !(isUnverified && person?.emailVerified) && (
          <Notice kind="danger">
            {why(failure)}{' '}
            {isUnverified && (
              <button type="button" onClick={() => go('verify')}>
                {t('verify')}
              </button>
            )}
          </Notice>
        )}
        {total !== undefined && (
          <button type="button" className="primary" disabled={isSending} onClick={order}>
            {person === undefined ? t('signInToOrder') : t('placeOrder')}
          </button>
        )}
      </div>
    </Page>
  );
}
