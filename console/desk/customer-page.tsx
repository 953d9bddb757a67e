import type { User } from '../../client/index.ts';
import { CustomerDocument, type CustomerQuery } from '../generated/graphql.ts';
import { useAnswer } from '../graph.ts';
import { useKeyed } from '../keyed.ts';
import { useTexts } from '../language.tsx';
import { ActButton, DialogButton } from '../parts/dialog.tsx';
import { ActionForm, Entry } from '../parts/form.tsx';
import { Messages } from '../parts/messages.tsx';
import { OrderTable, soonest } from '../parts/orders.tsx';
import { Loaded, Page, Part, Section, type IsAway } from '../parts/page.tsx';
import { nameOf, usePerson } from '../person.tsx';
import { client } from '../session.ts';

const LOOK_AGAIN_MS = 5_000;

/** What may be done with somebody else; nobody takes their own rights by mistake. */
function Deeds({ user: { id, role, active } }: { user: User }) {
  const { t } = useTexts();
  const write = useKeyed(client.sendNotification);
  const other = role === 'ADMIN' ? 'CUSTOMER' : 'ADMIN';
  const setRole = () => client.setUserRole(id, other);
  const setActive = () => (active ? client.deactivateUser(id) : client.reactivateUser(id));
  const [label, confirm] = active ? [t('deactivate'), t('deactivateText')] : [t('reactivate'), t('reactivateText')];
  const isOneself = usePerson()?.id === id;
  const shared = { className: 'danger', said: t('saved') };
  return (
    <div className="row">
      <DialogButton label={t('write')}>
        {(close) => (
          <ActionForm
            run={(entered) => write({ userId: id, subject: entered('subject'), message: entered('message') })}
            submit={t('send')}
            said={t('sent')}
            onDone={close}
          >
            <Entry name="subject" label={t('subject')} required />
            <Entry name="message" label={t('message')} required render={<textarea rows={5} />} />
          </ActionForm>
        )}
      </DialogButton>
      {!isOneself && (
        <>
          <ActButton {...shared} label={t(`make${other}`)} confirm={t('roleText')} run={setRole} />
          <ActButton {...shared} label={label} confirm={confirm} run={setActive} />
        </>
      )}
    </div>
  );
}

function Whole({ user, isAway }: { user: NonNullable<CustomerQuery['user']>; isAway: IsAway }) {
  const { t, money, time } = useTexts();
  return (
    <div className="columns">
      <Section title={t('profile')}>
        <p>{[user.username, user.email, user.phone].filter(Boolean).join(' · ')}</p>
        <p>{t('since', { time: time(user.createdAt) })}</p>
        <Deeds user={user} />
      </Section>
      <Section title={t('money')}>
        <Part of={user.accounts} away={isAway('user.accounts')}>
          {(accounts) =>
            accounts.map(({ id, balance, held }) => (
              <p key={id}>
                {money(balance)} <small>{t('ofWhichHeld', { amount: money(held) })}</small>
              </p>
            ))
          }
        </Part>
      </Section>
      <Section title={t('orders')}>
        <Part of={user.orders} away={isAway('user.orders')}>
          {({ nodes }) => <OrderTable orders={nodes} base="desk/orders" title={t('orders')} />}
        </Part>
      </Section>
      <Section title={t('messages')}>
        <Part of={user.notifications} away={isAway('user.notifications')}>
          {({ nodes }) => <Messages messages={nodes} isDesk />}
        </Part>
      </Section>
    </div>
  );
}

/** One customer, with what each service knows of them. */
export function CustomerPage({ id }: { id: string }) {
  const { t } = useTexts();
  const answer = useAnswer(
    ['user', id],
    (call) => client.requestPartial(CustomerDocument, { id }, call),
    ({ user }) => soonest(LOOK_AGAIN_MS)(user?.orders?.nodes ?? []),
  );
  const known = answer.data?.data.user ?? undefined;
  return (
    <Page
      title={known === undefined ? t('customer') : nameOf(known)}
      aside={known && <span className="badge">{t(known.active ? known.role : 'inactive')}</span>}
    >
      <Loaded answer={answer}>
        {({ user }, isAway) => (
          <Part of={user} away={isAway('user')} empty={t('noSuchCustomer')}>
            {(found) => <Whole user={found} isAway={isAway} />}
          </Part>
        )}
      </Loaded>
    </Page>
  );
}
