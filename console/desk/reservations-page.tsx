import { ReservationDocument } from '../../client/generated/graphql.ts';
import { LIVE_MS, useAnswer, useKeyed } from '../graph.ts';
import { useTexts } from '../language.tsx';
import { ActButton } from '../parts/dialog.tsx';
import { ActionForm, Entry } from '../parts/form.tsx';
import { Loaded, Page, Part, Section } from '../parts/page.tsx';
import { go, Link } from '../route.tsx';
import { client } from '../session.ts';

const SECONDS = 60;

/** A reservation made by hand is released by hand or expires. That of an order is closed by the order alone. */
function Found({ id }: { id: string }) {
  const { t, time } = useTexts();
  const release = () => client.releaseStock(id);
  return (
    <Loaded answer={useAnswer(ReservationDocument, { id }, LIVE_MS)}>
      {({ reservation }) => (
        <Part title="reservation" path="reservation" of={reservation} empty="noSuchReservation">
          {({ product, quantity, status, order, expiresAt }) => (
            <>
              <p>
                {product.name} <small>{product.sku}</small> × {quantity} <span className="badge">{t(status)}</span>
              </p>
              {expiresAt !== null && <p>{t('until', { time: time(expiresAt) })}</p>}
              {order !== null && (
                <p>
                  {t('ofOrder')} <Link to={`desk/orders/${order.id}`}>{order.number}</Link>
                </p>
              )}
              {order === null && status === 'ACTIVE' && (
                <ActButton label="release" confirm="releaseText" said="RELEASED" run={release} />
              )}
            </>
          )}
        </Part>
      )}
    </Loaded>
  );
}

/** Pieces reserved by hand. Those of an order are on its page. */
export function ReservationsPage({ id }: { id: string | undefined }) {
  const { t } = useTexts();
  const reserve = useKeyed(client.reserveStock);
  return (
    <Page title={t('reservations')}>
      <div className="columns">
        {id !== undefined && <Found key={id} id={id} />}
        <Section title="reserve">
          <ActionForm
            run={(entered) =>
              reserve({
                sku: entered('sku'),
                quantity: Number(entered('quantity')),
                expiresInSeconds: Number(entered('expiresInSeconds')) * SECONDS,
              })
            }
            submit="reserve"
            said="saved"
            onDone={({ reservation }) => go(`desk/reservations/${reservation.id}`)}
          >
            <Entry name="sku" required />
            <Entry name="quantity" type="number" min={1} required defaultValue={1} />
            <Entry name="expiresInSeconds" type="number" min={1} required defaultValue={60} />
          </ActionForm>
        </Section>
      </div>
    </Page>
  );
}
