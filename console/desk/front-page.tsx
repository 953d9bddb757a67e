import { WaitingDocument, type WaitingQuery } from '../generated/graphql.ts';
import { LIVE_MS, useAnswer } from '../graph.ts';
import { useTexts } from '../language.tsx';
import { Table } from '../parts/list.tsx';
import { OrderTable } from '../parts/orders.tsx';
import { Empty, Loaded, Page, Part } from '../parts/page.tsx';
import { Statistics } from './statistics.tsx';

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

function Stuck({ moving }: { moving: Listed<'moving'> }) {
  const { t } = useTexts();
  const stuck = moving.filter(({ updatedAt }) => Date.now() - Date.parse(updatedAt) > STUCK_MS);
  if (stuck.length === 0) return <Empty>{t('allMoves', { count: moving.length })}</Empty>;
  return <OrderTable orders={stuck} base="desk/orders" title="stuck" />;
}

/** What counts today: orders to ship, orders that do not move, products that run out, and the statistics. */
export function DeskFrontPage() {
  const { t } = useTexts();
  const answer = useAnswer(WaitingDocument, {}, LIVE_MS);
  return (
    <Page title={t('today')}>
      <div className="columns">
        <Loaded answer={answer}>
          {({ toShip, moving, products }, isAway) => (
            <div className="stack">
              <Part title="toShip" of={toShip} away={isAway('toShip')}>
                {({ nodes }) => <OrderTable orders={nodes.slice(0, SOON)} base="desk/orders" title="toShip" />}
              </Part>
              <Part title="stuck" of={moving} away={isAway('moving')}>
                {({ nodes }) => <Stuck moving={nodes} />}
              </Part>
              <Part title="runningOut" of={products} away={isAway('products')}>
                {({ nodes }) => <RunningOut products={nodes} />}
              </Part>
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
