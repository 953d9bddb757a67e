import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import { describe, expect } from 'vitest';
import { raw } from '#platform/database.ts';
import { listUsers } from '../../subgraphs/users/use-cases/administer-users.ts';
import { refoldNames } from '../../subgraphs/users/use-cases/refold-names.ts';
import { login } from '../../subgraphs/users/use-cases/sign-in.ts';
import { codeOf, resultOf } from '../kit/world.ts';
import { PASSWORD, newPerson, test } from './person.ts';
import type { Users } from './person.ts';

/** A log and its lines. */
function listen() {
  const lines: unknown[] = [];
  const log = pino({ base: null, timestamp: false }, { write: (line: string) => lines.push(JSON.parse(line)) });
  return { log, lines };
}

/** Creates a user as an earlier version stored them. */
async function fromBefore(world: Users, names: { username?: string; email?: string; firstName?: string }) {
  const plain = newPerson();
  const { user } = await world.newUser(plain);
  const { username = user.username, email = user.email, firstName = null } = names;
  const lower = (text: string) => text.normalize('NFKC').toLowerCase();
  const data = { username, usernameFolded: lower(username), email, emailFolded: lower(email), firstName };
  await world.prisma.user.update({ where: { id: user.id }, data: { ...data, searchText: '', foldingVersion: 1 } });
  return user.id;
}

const loginAs = (world: Users, name: string) => login(world.deps, undefined, { login: name, password: PASSWORD });

describe('names of an earlier version', () => {
  test('are folded by the current rule when the service starts', async ({ world }) => {
    const { log, lines } = listen();
    const id = await fromBefore(world, { username: 'Straße', email: 'ada@Bücher.example', firstName: 'ΟΔΟΣ' });
    // Until then the exact name finds them.
    expect(resultOf(await loginAs(world, 'Straße')).user.id).toBe(id);
    expect(await refoldNames({ ...world.deps, log })).toBe(0);
    for (const name of ['STRASSE', 'ada@xn--bcher-kva.example'])
      expect(resultOf(await loginAs(world, name)).user.id).toBe(id);
    expect((await listUsers(world.deps, { search: 'οδος' })).nodes).toMatchObject([{ id }]);
    expect(lines).toMatchObject([{ folded: 1, stayed: 0 }]);
    await refoldNames({ ...world.deps, log });
    expect(lines).toHaveLength(1);
  });

  test('of which two would become equal stay, are logged, and both can sign in', async ({ world }) => {
    const { log, lines } = listen();
    const { user: other } = await world.newUser({ username: 'STRASSE' });
    const id = await fromBefore(world, { username: 'straße' });
    expect(await refoldNames({ ...world.deps, log })).toBe(1);
    expect(lines).toMatchObject([
      { level: 40, userId: id, sameNameAs: [other.id] },
      { folded: 0, stayed: 1 },
    ]);
    expect(JSON.stringify(lines[0])).toContain('two users have one e-mail address or username');
    expect(resultOf(await loginAs(world, 'straße')).user.id).toBe(id);
    expect(resultOf(await loginAs(world, 'STRASSE')).user.id).toBe(other.id);
    expect(resultOf(await loginAs(world, 'strasse')).user.id).toBe(other.id);

    await world.prisma.user.update({ where: { id }, data: { username: 'straße-2' } });
    expect(await refoldNames({ ...world.deps, log })).toBe(0);
    expect(resultOf(await loginAs(world, 'STRASSE-2')).user.id).toBe(id);
    expect(codeOf(await login(world.deps, undefined, { login: 'straße', password: 'wrong' }))).toBe(
      'INVALID_CREDENTIALS',
    );
  });

  test('are folded once by two concurrent processes', async ({ world }) => {
    const { log } = listen();
    for (let index = 0; index < 20; index += 1) await fromBefore(world, { username: `straße${index}` });
    await Promise.all([1, 2].map(() => refoldNames({ ...world.deps, log })));
    expect(await world.prisma.user.count({ where: { foldingVersion: 2 } })).toBe(20);
    resultOf(await loginAs(world, 'STRASSE7'));
  });

  test('that are ASCII are folded by the migration already', async ({ world }) => {
    const [ascii, other] = [
      await fromBefore(world, { username: 'AdaL', firstName: 'Ada' }),
      await fromBefore(world, { firstName: 'Zoë' }),
    ];
    const file = new URL(
      '../../prisma/users/migrations/20261127000002_verified_addresses/migration.sql',
      import.meta.url,
    );
    const updates = (await readFile(file, 'utf8')).match(/^UPDATE users[^;]+;/gm) ?? [];
    expect(updates).toHaveLength(2);
    for (const update of updates) await world.deps.database.run`${raw(update)}`;
    const stored = await world.prisma.user.findMany({ orderBy: { id: 'asc' } });
    expect(stored).toMatchObject([
      { id: ascii, usernameFolded: 'adal', foldingVersion: 2 },
      { id: other, foldingVersion: 1 },
    ]);
    const before = stored[0]?.searchText;
    await world.prisma.user.updateMany({ data: { foldingVersion: 1, searchText: '' } });
    await refoldNames({ ...world.deps, log: listen().log });
    const after = await world.prisma.user.findUniqueOrThrow({ where: { id: ascii } });
    expect(after.searchText).toBe(before);
  });
});
