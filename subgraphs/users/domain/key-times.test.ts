import { describe, expect, test } from 'vitest';
import { PUBLISHED_AHEAD_SECONDS, publishedKeysAt, signingKeyAt } from './key-times.ts';
import { ACCESS_TOKEN_SECONDS, later } from './tokens.ts';

const noon = new Date('2026-03-01T12:00:00Z');
const first = { kid: 'first', signsFrom: later(noon, -86_400) };
const second = { kid: 'second', signsFrom: later(noon, PUBLISHED_AHEAD_SECONDS) };
const names = (keys: readonly { kid: string }[]) => keys.map(({ kid }) => kid);

describe('a key', () => {
  test('that is made when there is none signs', () => expect(signingKeyAt([first], noon)).toBe(first));

  test('signs before its time if there is no other, so that clock differences do no harm', () => {
    expect(signingKeyAt([second], noon)).toBe(second);
  });

  test('is published before it signs', () => {
    expect(names(publishedKeysAt([second, first], noon))).toEqual(['first', 'second']);
    expect(signingKeyAt([second, first], noon)).toBe(first);
  });

  test('signs once its time has come', () => {
    expect(signingKeyAt([first, second], second.signsFrom)).toBe(second);
  });

  test('stays published until its last token has expired, and a while longer', () => {
    const lastTokenExpires = later(second.signsFrom, ACCESS_TOKEN_SECONDS);
    expect(names(publishedKeysAt([first, second], lastTokenExpires))).toEqual(['first', 'second']);
    expect(names(publishedKeysAt([first, second], later(lastTokenExpires, 301)))).toEqual(['second']);
  });
});

test('there is no signing key without keys', () => {
  expect(signingKeyAt([], noon)).toBeUndefined();
  expect(publishedKeysAt([], noon)).toEqual([]);
});
