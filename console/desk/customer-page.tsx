import type { User } from '../../client/index.ts';
import { CustomerDocument, type CustomerQuery } from '../generated/graphql.ts';
import { LIVE_MS, useAnswer } from '../graph.ts';
import { useKeyed } from '../keyed.ts';
import { useTexts } from '../language.tsx';
import { ActButton, DialogButton } from '../parts/dialog.tsx';
import { ActionForm, Entry } from '../parts/form.tsx';
import { Messages } from '../parts/messages.tsx';
import { OrderTable, soonest } from '../parts/orders.tsx';
import { Loaded, Page, Part, Section, type IsAway } from '../parts/page.tsx';
import { nameOf, usePerson } from '../person.tsx';
import { client } from '../session.ts';

/** What may be done with a customer. The administrator's own rights cannot be changed here. */
function Actions({ user: { id, role, active } }: { user: User }) {
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
            run={(it) => write({ userId: id, subject: it('subject'), message: it('message') })}
            submit={t('send')}
            said={t('sent')}
            onDone={close}
          >
            <Entry name="subject" required />
            <Entry name="message" required render={<textarea rows={5} />} />
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
        <Actions user={user} />
      </Section>
      <Part title="money" of={user.accounts} away={isAway('user.accounts')}>
        {(accounts) =>
          accounts.map(({ id, balance, held }) => (
            <p key={id}>
              {money(balance)} <small>{t('ofWhichHeld', { amount: money(held) })}</small>
            </p>
          ))
        }
      </Part>
      <Part title="orders" of={user.orders} away={isAway('user.orders')}>
        {({ nodes }) => <OrderTable orders={nodes} base="desk/orders" />}
      </Part>
      <Part title="messages" of={user.notifications} away={isAway('user.notifications')}>
        {({ nodes }) => <Messages messages={nodes} isDesk />}
      </Part>
    </div>
  );
}

/** One customer, with what each service knows of them. */
export function CustomerPage({ id }: { id: string }) {
  const { t } = useTexts();
  const answer = useAnswer(CustomerDocument, { id }, ({ user }) => soonest(LIVE_MS)(user?.orders?.nodes ?? []));
  const known = answer.data?.data.user ?? undefined;
  return (
    <Page
      title={known === undefined ? t('customer') : nameOf(known)}
      aside={known && <span className="badge">{t(known.active ? known.role : 'inactive')}</span>}
    >
      <Loaded answer={answer}>
        {({ user }, isAway) => (
          <Part of={user} away={isAway('user')} empty="noSuchCustomer">
            {(found) => <Whole user={found} isAway={isAway} />}
          </Part>
        )}
      </Loaded>
    </Page>
  );
}
