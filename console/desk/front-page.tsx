import type { OrderSummary, Product } from '../../client/index.ts';
import { StatisticsDocument, WaitingDocument, type StatisticsQuery } from '../generated/graphql.ts';
import { LIVE_MS, useAnswer } from '../graph.ts';
import { useTexts } from '../language.tsx';
import { sumOf, type Money } from '../money.ts';
import { Table } from '../parts/list.tsx';
import { OrderTable, Status } from '../parts/orders.tsx';
import { Empty, Figure, Loaded, Page, Part } from '../parts/page.tsx';
import { Plot } from '../parts/plot.tsx';

/** An order takes a second. One that takes longer waits for a service, and is asked for again by the sweeper. */
const STUCK_MS = 30_000;
const SOON = 10;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The last sixty minutes and the last twenty-four hours, each up to the end of the step that is under way. */
function stretches() {
  const [minute = 0, hour = 0] = [MINUTE_MS, HOUR_MS].map((stepMs) => Math.ceil(Date.now() / stepMs) * stepMs);
  const iso = (ms: number): string => new Date(ms).toISOString();
  return { hourAgo: iso(minute - HOUR_MS), minute: iso(minute), dayAgo: iso(hour - 24 * HOUR_MS), hour: iso(hour) };
}

function Hour({ buckets }: Pick<NonNullable<StatisticsQuery['hour']>, 'buckets'>) {
  const { t, time } = useTexts();
  const points = buckets.map(({ start, orders }) => ({ label: time(start), value: orders, text: String(orders) }));
  return (
    <>
      <dl>
        <Figure name="orders">{buckets.reduce((sum, { orders }) => sum + orders, 0)}</Figure>
      </dl>
      <Plot title={t('byMinute')} kind="bars" points={points} />
    </>
  );
}

function Day({ buckets, statuses }: NonNullable<StatisticsQuery['day']>) {
  const { t, money, time } = useTexts();
  const taken = buckets.flatMap((bucket) => bucket.taken);
  const currencies = [...new Set(taken.map(({ currency }) => currency))];
  const of = (amounts: typeof taken, currency: string): Money =>
    sumOf(amounts.filter((each) => each.currency === currency)) ?? { amount: '0', currency };
  return (
    <>
      <dl>
        {currencies.map((currency) => (
          <Figure key={currency} name="takenToday">
            {money(of(taken, currency))}
          </Figure>
        ))}
      </dl>
      {currencies.map((currency) => {
        const points = buckets.map((bucket) => {
          const sum = of(bucket.taken, currency);
          return { label: time(bucket.start), value: Number(sum.amount), text: money(sum) };
        });
        return <Plot key={currency} title={`${t('takenByHour')}, ${currency}`} kind="bars" points={points} />;
      })}
      <Table title={t('byStatus')} head={['byStatus', 'orders']} rows={statuses.filter(({ orders }) => orders > 0)}>
        {({ status, orders }) => [<Status of={status} />, orders]}
      </Table>
    </>
  );
}

function RunningOut({ products }: { products: readonly Product[] }) {
  const { t } = useTexts();
  const few = products.filter(({ stock }) => stock.available <= SOON);
  if (few.length === 0) return <Empty>{t('enough')}</Empty>;
  const rows = few.toSorted((a, b) => a.stock.available - b.stock.available);
  return (
    <Table title={t('runningOut')} head={['product', 'availableName']} rows={rows}>
      {({ name, sku, stock }) => [
        <>
          {name} <small>{sku}</small>
        </>,
        stock.available,
      ]}
    </Table>
  );
}

function Stuck({ moving }: { moving: readonly OrderSummary[] }) {
  const { t } = useTexts();
  const stuck = moving.filter(({ updatedAt }) => Date.now() - Date.parse(updatedAt) > STUCK_MS);
  if (stuck.length === 0) return <Empty>{t('allMoves', { count: moving.length })}</Empty>;
  return <OrderTable orders={stuck} base="desk/orders" title="stuck" />;
}

/** What counts today: orders to ship, orders that do not move, products that run out, and the statistics. */
export function DeskFrontPage() {
  const { t } = useTexts();
  const waiting = useAnswer(WaitingDocument, {}, LIVE_MS);
  const statistics = useAnswer(StatisticsDocument, stretches(), LIVE_MS);
  return (
    <Page title={t('today')}>
      <div className="columns">
        <Loaded answer={waiting}>
          {({ toShip, moving, products }) => (
            <div className="stack">
              <Part title="toShip" path="toShip" of={toShip}>
                {({ nodes }) => <OrderTable orders={nodes.slice(0, SOON)} base="desk/orders" title="toShip" />}
              </Part>
              <Part title="stuck" path="moving" of={moving}>
                {({ nodes }) => <Stuck moving={nodes} />}
              </Part>
              <Part title="runningOut" path="products" of={products}>
                {({ nodes }) => <RunningOut products={nodes} />}
              </Part>
            </div>
          )}
        </Loaded>
        <Loaded answer={statistics}>
          {({ hour, day }) => (
            <div className="stack">
              <Part title="lastHour" path="hour" of={hour}>
                {({ buckets }) => <Hour buckets={buckets} />}
              </Part>
              <Part title="lastDay" path="day" of={day}>
                {(found) => <Day {...found} />}
              </Part>
            </div>
          )}
        </Loaded>
      </div>
    </Page>
  );
}
