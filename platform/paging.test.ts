import { v7 as uuidv7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { connection } from './paging.ts';
import type { Page } from './paging.ts';

const rows = Array.from({ length: 5 }, () => ({ id: uuidv7() })).toReversed();
const read = async ({ take, before }: Page) => rows.filter(({ id }) => id < before).slice(0, take);

test('returns every row once, newest first, page by page', async () => {
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof connection>> = await connection('orders', { first: 2, after }, read);
    seen.push(...page.nodes.map(({ id }) => id));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  expect(seen).toEqual(rows.map(({ id }) => id));
});

test('says that there is nothing before the first page and something before the second', async () => {
  const first = await connection('orders', { first: 2 }, read);
  expect(first.pageInfo).toMatchObject({ hasPreviousPage: false, hasNextPage: true });
  const second = await connection('orders', { first: 3, after: first.pageInfo.endCursor }, read);
  expect(second.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false });
});

test('has no cursors on an empty page', async () => {
  expect((await connection('orders', {}, async () => [])).pageInfo).toEqual({
    hasNextPage: false,
    hasPreviousPage: false,
    startCursor: null,
    endCursor: null,
  });
});

test.each([0, -1, 101, 1.5, Number.NaN])('refuses a page of %d rows', async (first) => {
  await expect(connection('orders', { first }, read)).rejects.toThrow(
    expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', field: 'first' } }),
  );
});

describe('a cursor', async () => {
  const { edges } = await connection('orders', {}, read);
  const cursor = edges[0]?.cursor ?? '';
  const others = (await connection('products', {}, read)).edges[0]?.cursor;
  const uuid = '019a0000-0000-7000-8000-000000000000';

  test.each([
    ['of another list', others],
    ['that is broken', cursor.slice(0, -3)],
    ['with something behind it', `${cursor}AA`],
    ['that is no base64url', '***'],
    ['that is empty', ''],
    ['whose id is none', Buffer.from("orders:' OR 1=1").toString('base64url')],
    ['with a second part', Buffer.from(`orders:${uuid}:x`).toString('base64url')],
  ])('%s is refused', async (_, after) => {
    await expect(connection('orders', { after }, read)).rejects.toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', field: 'after' } }),
    );
  });
});
