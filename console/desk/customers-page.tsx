import { useState } from 'react';
import { UsersDocument } from '../../client/generated/graphql.ts';
import { useTexts } from '../language.tsx';
import { Search, Table, useList } from '../parts/list.tsx';
import { Page } from '../parts/page.tsx';
import { nameOf } from '../person.tsx';
import { Link } from '../route.tsx';

/** Every user. */
export function CustomersPage() {
  const { t, time } = useTexts();
  const [search, setSearch] = useState('');
  const list = useList({
    document: UsersDocument,
    variables: (after) => ({ first: 20, after, search: search || null }),
    of: ({ users }) => users,
    path: 'users',
  });
  return (
    <Page title={t('customers')}>
      <div className="card">
        <Search label={t('search')} onSearch={setSearch} />
        {list((users) => (
          <Table
            title={t('customers')}
            head={['name', 'statusName']}
            rows={users}
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
