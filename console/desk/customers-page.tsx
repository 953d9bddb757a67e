import { useState } from 'react';
import { UsersDocument } from '../../client/generated/graphql.ts';
import { useTexts } from '../language.tsx';
import { Search, Table, useList } from '../parts/list.tsx';
import { Page } from '../parts/page.tsx';
import { nameOf } from '../person.tsx';
import { Link } from '../route.tsx';
import { client } from '../session.ts';

/** Everybody who can sign in. */
export function CustomersPage() {
  const { t, time } = useTexts();
  const [search, setSearch] = useState('');
  const list = useList({
    key: ['users', search],
    path: 'users',
    ask: (after, call) => client.requestPartial(UsersDocument, { first: 20, after, search: search || null }, call),
    of: ({ users }) => users,
  });
  return (
    <Page title={t('customers')}>
      <div className="card">
        <Search label={t('search')} onSearch={setSearch} />
        {list((users) => (
          <Table
            title={t('customers')}
            head={[t('name'), t('statusName')]}
            rows={users}
            keyOf={({ id }) => id}
            empty={t('nothingFound', { search })}
          >
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
        ))}
      </div>
    </Page>
  );
}
