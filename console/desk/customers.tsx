import { useState } from 'react';
import { UsersDocument } from '../../client/generated/graphql.ts';
import type { User } from '../../client/index.ts';
import { CustomerDocument, type CustomerQuery } from '../generated/graphql.ts';
import { LIVE_MS, useAnswer, useKeyed } from '../graph.ts';
import { useTexts } from '../language.tsx';
import { ActButton, DialogButton } from '../parts/dialog.tsx';
import { ActionForm, Entry } from '../parts/form.tsx';
import { Search, Table, useList } from '../parts/list.tsx';
import { Messages } from '../parts/messages.tsx';
import { OrderTable, soonest } from '../parts/orders.tsx';
import { Loaded, Page, Part, Section } from '../parts/page.tsx';
import { nameOf, usePerson } from '../person.tsx';
import { Link } from '../route.tsx';
import { client } from '../session.ts';

/** Every user. */
export function CustomersPage() {
  const { t, time } = useTexts();
  const [search, setSearch] = useState('');
  const list = useList({
    document: UsersDocument,
    variables: (after) => ({ first: 20, after, search: search || null }),
    of: ({ users }) => users,
    path: 'users',
    draw: (users) => (
      <Table title={t('customers')} head={['name', 'statusName']} rows={users} empty={t('nothingFound', { search })}>
        {(user) => [
          <>
            <Link to={`desk/customers/${user.id}`}>{nameOf(user)}</Link>{' '}
            <small>
              {user.email} · {time(user.createdAt)}
            </small>
          </>,
          <span className={user.active ? 'badge' : 'badge bad'}>{t(user.active ? user.role : 'inactive')}</span>,
        ]}
      </Table>
    ),
  });
  return (
    <Page title={t('customers')}>
      <div className="card">
        <Search label="search" onSearch={setSearch} />
        {list}
      </div>
    </Page>
  );
}

/** What may be done with a customer. The administrator's own rights cannot be changed here. */
function Actions({ user: { id, role, active } }: { user: User }) {
  const write = useKeyed(client.sendNotification);
  const other = role === 'ADMIN' ? 'CUSTOMER' : 'ADMIN';
  const setRole = () => client.setUserRole(id, other);
  const setActive = () => (active ? client.deactivateUser(id) : client.reactivateUser(id));
  const turn = active ? 'deactivate' : 'reactivate';
  const isOneself = usePerson()?.id === id;
  const shared = { className: 'danger', said: 'saved' } as const;
  return (
    <div className="row">
      <DialogButton label="write">
        {(close) => (
          <ActionForm
            run={(it) => write({ userId: id, subject: it('subject'), message: it('message') })}
            submit="send"
            said="sent"
            onDone={close}
          >
            <Entry name="subject" required />
            <Entry name="message" required render={<textarea rows={5} />} />
          </ActionForm>
        )}
      </DialogButton>
      {!isOneself && (
        <>
          <ActButton {...shared} label={`make${other}`} confirm="roleText" run={setRole} />
          <ActButton {...shared} label={turn} confirm={`${turn}Text`} run={setActive} />
        </>
      )}
    </div>
  );
}

function Whole({ user }: { user: NonNullable<CustomerQuery['user']> }) {
  const { t, money, time } = useTexts();
  return (
    <div className="columns">
      <Section title="profile">
        <p>{[user.username, user.email, user.phone].filter(Boolean).join(' · ')}</p>
        <p>{t('since', { time: time(user.createdAt) })}</p>
        <Actions user={user} />
      </Section>
      <Part title="money" path="user.accounts" of={user.accounts}>
        {(accounts) =>
          accounts.map(({ id, balance, held }) => (
            <p key={id}>
              {money(balance)} <small>{t('ofWhichHeld', { amount: money(held) })}</small>
            </p>
          ))
        }
      </Part>
      <Part title="orders" path="user.orders" of={user.orders}>
        {({ nodes }) => <OrderTable orders={nodes} base="desk/orders" />}
      </Part>
      <Part title="messages" path="user.notifications" of={user.notifications}>
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
        {({ user }) => (
          <Part path="user" of={user} empty="noSuchCustomer">
            {(found) => <Whole user={found} />}
          </Part>
        )}
      </Loaded>
    </Page>
  );
}
