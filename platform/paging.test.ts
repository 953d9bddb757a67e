import { v7 as uuidv7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { connectionOf, pageOf } from './paging.ts';

const rows = Array.from({ length: 5 }, () => ({ id: uuidv7() })).toReversed();

test('gives every row once, newest first, when its pages are followed', () => {
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const page = pageOf('orders', { first: 2, after });
    const found = rows.filter(({ id }) => page.before === undefined || id < page.before).slice(0, page.take);
    const connection = connectionOf(page, found);
    seen.push(...connection.nodes.map(({ id }) => id));
    after = connection.pageInfo.hasNextPage ? connection.pageInfo.endCursor : null;
  } while (after !== null);
  expect(seen).toEqual(rows.map(({ id }) => id));
});

test('says that there is nothing before the first page and something before the second', () => {
  const first = connectionOf(pageOf('orders', { first: 2 }), rows.slice(0, 3));
  expect(first.pageInfo).toMatchObject({ hasPreviousPage: false, hasNextPage: true });
  const second = connectionOf(pageOf('orders', { first: 3, after: first.pageInfo.endCursor }), rows.slice(2));
  expect(second.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false });
});

test('has no cursors on an empty page', () => {
  expect(connectionOf(pageOf('orders', {}), []).pageInfo).toEqual({
    hasNextPage: false,
    hasPreviousPage: false,
    startCursor: null,
    endCursor: null,
  });
});

test.each([0, -1, 101, 1.5, Number.NaN])('refuses a page of %d rows', (first) => {
  expect(() => pageOf('orders', { first })).toThrow(
    expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', field: 'first' } }),
  );
});

describe('a cursor', () => {
  const cursorOf = (list: string): string => connectionOf(pageOf(list, {}), rows).edges[0]?.cursor ?? '';
  const uuid = '019a0000-0000-7000-8000-000000000000';

  test.each([
    ['of another list', cursorOf('products')],
    ['that is broken', cursorOf('orders').slice(0, -3)],
    ['with something behind it', `${cursorOf('orders')}AA`],
    ['that is no base64url', '***'],
    ['that is empty', ''],
    ['whose id is none', Buffer.from("orders:' OR 1=1").toString('base64url')],
    ['with a second part', Buffer.from(`orders:${uuid}:x`).toString('base64url')],
  ])('%s is refused', (_, after) => {
    expect(() => pageOf('orders', { after })).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', field: 'after' } }),
    );
  });
});
