import { connectDatabase, shape } from '#platform/database.ts';
import { madeAt } from '#platform/paging.ts';
import { describe, expect } from 'vitest';
import { listUsers } from '../../subgraphs/users/use-cases/administer-users.ts';
import { updateProfile } from '../../subgraphs/users/use-cases/profile.ts';
import { freshTest, test } from './person.ts';
import type { Users } from './person.ts';

const found = async ({ deps }: Users, search: string) =>
  (await listUsers(deps, { search })).nodes.map(({ firstName }) => firstName);

const SCANS = shape<{ index: string; scans: bigint }>({ index: 'index', scans: 'scans' });

/** Adds many users without the cost of their passwords. */
const crowd = ({ deps }: Users, size: number) => deps.database.run`
  INSERT INTO users (id, email, email_folded, username, username_folded, search_text, folding_version)
  SELECT gen_random_uuid(), name || '@example.com', name || '@example.com', name, name, name || '@example.com', 2
  FROM (SELECT md5(number::text) AS name FROM generate_series(1, ${size}::int) AS number)`;

describe('the list of users', () => {
  test('shows the newest first, in pages that stay when others register', async ({ world }) => {
    const users = [];
    for (const firstName of ['one', 'two', 'three']) users.unshift((await world.newUser({ firstName })).user);
    // The sort key is the returned time.
    for (const { id, createdAt } of users) expect(createdAt).toEqual(madeAt(id));
    const first = await listUsers(world.deps, { first: 2 });
    await world.newUser();
    const second = await listUsers(world.deps, { first: 2, after: first.pageInfo.endCursor });
    expect([...first.nodes, ...second.nodes]).toEqual(users);
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  test('finds a part of a username, an address or a name, in any case and script', async ({ world }) => {
    await world.newUser({
      firstName: 'Ada',
      lastName: 'Lovelace',
      username: 'countess',
      email: 'engine@analytical.example',
    });
    await world.newUser({ firstName: 'Анна', lastName: 'Каренина' });
    for (const search of ['OUNT', 'ngine@anal', 'ada', 'velac', 'Ada Lovelace', ' ada '])
      expect(await found(world, search)).toEqual(['Ada']);
    expect(await found(world, 'карен')).toEqual(['Анна']);
    expect(await found(world, 'АННА')).toEqual(['Анна']);
    expect(await found(world, 'unknown')).toEqual([]);
  });

  test('finds a name whatever the form of its letters, also after a change', async ({ world }) => {
    const { caller } = await world.newUser({ firstName: 'Straße', lastName: 'A\u030angstro\u0308m' });
    for (const search of ['STRASSE', 'straße', 'Ångström', 'å', 'ÅNGSTRO\u0308M'])
      expect(await found(world, search), search).toEqual(['Straße']);
    await updateProfile(world.deps, caller, { firstName: 'ΟΔΟΣ', lastName: null });
    expect(await found(world, 'straße')).toEqual([]);
    expect(await found(world, 'οδος')).toEqual(['ΟΔΟΣ']);
  });

  test('takes pattern characters as letters', async ({ world }) => {
    await world.newUser({ firstName: '100%' });
    await world.newUser({ firstName: 'snake_case' });
    await world.newUser({ firstName: String.raw`back\slash` });
    expect(await found(world, '%')).toEqual(['100%']);
    expect(await found(world, '_')).toEqual(['snake_case']);
    expect(await found(world, String.raw`k\s`)).toEqual([String.raw`back\slash`]);
  });

  test('refuses a page of a wrong size, a foreign cursor and an endless search', async ({ world }) => {
    const wrong = [
      ['first', { first: 0 }],
      ['first', { first: 101 }],
      ['after', { after: 'x' }],
      ['after', { after: Buffer.from('orders:01920000-0000-7000-8000-000000000000').toString('base64url') }],
      ['search', { search: 'x'.repeat(255) }],
      ['search', { search: '\u0000' }],
    ] as const;
    for (const [field, args] of wrong) {
      await expect(listUsers(world.deps, args), JSON.stringify(args)).rejects.toMatchObject({
        extensions: { code: 'BAD_USER_INPUT', field },
      });
    }
  });

  test('finds a user by the longest possible address, and all users by blanks', async ({ world }) => {
    const email = `${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.com`;
    const { user } = await world.newUser({ email });
    expect((await listUsers(world.deps, { search: email })).nodes).toMatchObject([{ id: user.id }]);
    expect((await listUsers(world.deps, { search: ' ' })).nodes).toMatchObject([{ id: user.id }]);
  });

  freshTest('searches by the index', async ({ world }) => {
    await crowd(world, 5_000);
    // One connection, so that its statistics can be flushed.
    const database = connectDatabase({ url: world.url, connectionsMax: 1 });
    try {
      await database.run`VACUUM ANALYZE users`;
      for (const search of ['abcdef', 'жук', 'q!'])
        expect((await listUsers(world.another({ database }), { search })).nodes).toEqual([]);
      await database.run`SELECT pg_stat_force_next_flush()::text`;
      const scans = await database.rows(SCANS)`
        SELECT indexrelname::text AS index, idx_scan AS scans FROM pg_stat_user_indexes WHERE relname = 'users' AND idx_scan > 0`;
      expect(scans).toEqual([{ index: 'users_search', scans: 3n }]);
    } finally {
      await database.close();
    }
  });
});
