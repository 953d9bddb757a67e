import { WaitingDocument, type WaitingQuery } from '../generated/graphql.ts';
import { useAnswer } from '../graph.ts';
import { useTexts } from '../language.tsx';
import { Table } from '../parts/list.tsx';
import { OrderTable } from '../parts/orders.tsx';
import { Empty, Loaded, Page, Part, Section } from '../parts/page.tsx';
import { client } from '../session.ts';
import { Statistics } from './statistics.tsx';

const LIVE_MS = 3_000;
/** An order takes a second. One that takes longer waits for a service, and is asked for again by the sweeper. */
const STUCK_MS = 30_000;
const SOON = 10;

type Listed<List extends 'moving' | 'products'> = NonNullable<WaitingQuery[List]>['nodes'];

function RunningOut({ products }: { products: Listed<'products'> }) {
  const { t } = useTexts();
  const few = products.filter(({ stock }) => stock.available <= SOON);
  if (few.length === 0) return <Empty>{t('enough')}</Empty>;
  const rows = few.toSorted((a, b) => a.stock.available - b.stock.available);
  return (
    <Table title={t('runningOut')} head={[t('product'), t('availableName')]} rows={rows} keyOf={({ id }) => id}>
      {({ name, sku, stock }) => [
        <>
          {name} <small>{sku}</small>
        </>,
        stock.available,
      ]}
    </Table>
  );
}

function Stuck({ moving }: { moving: Listed<'moving'> }) {
  const { t } = useTexts();
  const stuck = moving.filter(({ updatedAt }) => Date.now() - Date.parse(updatedAt) > STUCK_MS);
  if (stuck.length === 0) return <Empty>{t('allMoves', { count: moving.length })}</Empty>;
  return <OrderTable orders={stuck} base="desk/orders" title={t('stuck')} />;
}

/** What counts today: what waits for somebody, what does not move, what runs out. */
export function DeskFrontPage() {
  const { t } = useTexts();
  const answer = useAnswer(
    ['waiting'],
    (call) => client.requestPartial(WaitingDocument, {}, call),
    () => LIVE_MS,
  );
  return (
    <Page title={t('today')}>
      <div className="columns">
        <Loaded answer={answer}>
          {({ toShip, moving, products }, isAway) => (
            <div className="stack">
              <Section title={t('toShip')}>
                <Part of={toShip} away={isAway('toShip')}>
                  {({ nodes }) => <OrderTable orders={nodes.slice(0, SOON)} base="desk/orders" title={t('toShip')} />}
                </Part>
              </Section>
              <Section title={t('stuck')}>
                <Part of={moving} away={isAway('moving')}>
                  {({ nodes }) => <Stuck moving={nodes} />}
                </Part>
              </Section>
              <Section title={t('runningOut')}>
                <Part of={products} away={isAway('products')}>
                  {({ nodes }) => <RunningOut products={nodes} />}
                </Part>
              </Section>
            </div>
          )}
        </Loaded>
        <div className="stack">
          <Statistics />
        </div>
      </div>
    </Page>
  );
}
