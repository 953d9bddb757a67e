import { StatisticsDocument, type StatisticsQuery } from '../generated/graphql.ts';
import { LIVE_MS, useAnswer } from '../graph.ts';
import { useTexts } from '../language.tsx';
import { sumOf } from '../money.ts';
import { Table } from '../parts/list.tsx';
import { Status } from '../parts/orders.tsx';
import { Figures, Loaded, Part } from '../parts/page.tsx';
import { Plot } from '../parts/plot.tsx';

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
      <Figures of={[[t('orders'), buckets.reduce((sum, { orders }) => sum + orders, 0)]]} />
      <Plot title={t('byMinute')} kind="bars" points={points} />
    </>
  );
}

function Day({ buckets, statuses }: NonNullable<StatisticsQuery['day']>) {
  const { t, money, time } = useTexts();
  const taken = buckets.flatMap((bucket) => bucket.taken);
  const currencies = [...new Set(taken.map(({ currency }) => currency))];
  const of = (amounts: typeof taken, currency: string) => sumOf(amounts.filter((each) => each.currency === currency));
  return (
    <>
      <Figures
        of={currencies.map((currency) => {
          const sum = of(taken, currency);
          return [t('takenToday'), sum && money(sum)];
        })}
      />
      {currencies.map((currency) => {
        const points = buckets.map((bucket) => {
          const amount = of(bucket.taken, currency)?.amount ?? '0';
          return { label: time(bucket.start), value: Number(amount), text: money({ amount, currency }) };
        });
        return <Plot key={currency} title={`${t('takenByHour')}, ${currency}`} kind="bars" points={points} />;
      })}
      <Table title={t('byStatus')} head={['byStatus', 'orders']} rows={statuses.filter(({ orders }) => orders > 0)}>
        {({ status, orders }) => [<Status of={status} />, orders]}
      </Table>
    </>
  );
}

/** Orders by the minute and money by the hour as plots, and the orders of a day by status. */
export function Statistics() {
  const answer = useAnswer(StatisticsDocument, stretches(), LIVE_MS);
  return (
    <Loaded answer={answer}>
      {({ hour, day }, isAway) => (
        <>
          <Part title="lastHour" of={hour} away={isAway('hour')}>
            {({ buckets }) => <Hour buckets={buckets} />}
          </Part>
          <Part title="lastDay" of={day} away={isAway('day')}>
            {(found) => <Day {...found} />}
          </Part>
        </>
      )}
    </Loaded>
  );
}
