import { describe, expect, test } from 'vitest';
import { composedUsername, foldedColumns, foldedEmail, foldedLogin, usernameFault } from './names.ts';

const faultOf = (name: string) => usernameFault(composedUsername(name));

describe('a username', () => {
  test.each([
    'ada',
    'Ada.Lovelace_1815-+!',
    'straße',
    'анна',
    'Ανδρέας',
    'οδός',
    'हिन्दी',
    '太郎',
    'ｔａｒｏ',
    'タロウ・二',
    'col·lega',
    'דוד',
    'דוד2',
    'عمر٣',
    'ד.ו-ד',
    'a\u0301da',
  ])('is %s', (name) => expect(faultOf(name)).toBeUndefined());

  test.each([
    ['\u200b', 'a zero-width space'],
    ['a\u200bda', 'a zero-width space within'],
    ['a\u200dda', 'a joiner'],
    ['a\u200cda', 'a non-joiner'],
    ['a\u00adda', 'a soft hyphen'],
    ['\u3164', 'a Hangul filler'],
    ['a\ufe0f', 'a variation selector'],
    ['\u{e0061}', 'a tag'],
    ['\ufeff', 'a byte order mark'],
    ['a\u202eda', 'a turn of direction'],
    ['a\u200f', 'a mark of direction'],
    ['a\u2066b\u2069', 'an isolate'],
    ['ada lovelace', 'a space'],
    ['ada\u00a0l', 'a space that does not break'],
    ['ada\u3000l', 'a wide space'],
    ['ada\u0007', 'a control character'],
    ['a@b', 'an at sign'],
    ['a＠b', 'a wide at sign'],
    ['ﬁn', 'a ligature'],
    ['①', 'a number in a circle'],
    ['ǅ', 'a digraph'],
    ['☃', 'a symbol'],
    ['a–b', 'a dash'],
    ['😀', 'a picture'],
    ['Ⅷ', 'a Roman numeral'],
    ['가\u11ff', 'old Hangul letters'],
    ['\ue000', 'a private letter'],
    ['\u0378', 'what is no letter yet'],
    ['\u0301da', 'a mark without its letter'],
    ['a·b', 'a middle dot elsewhere'],
    ['a・b', 'a Japanese dot elsewhere'],
    ['a\u0375', 'a Greek sign elsewhere'],
    ['a\u05f3', 'a Hebrew sign elsewhere'],
    ['\u0661\u06f1', 'digits of two kinds'],
    ['adaדוד', 'two directions'],
    ['דודada', 'two directions, the other way round'],
    ['1דוד', 'a digit before what is written from the right'],
    ['דוד.', 'a sign after it'],
    ['عمر1\u0661', 'digits of two directions'],
    ['\u0661ada', 'a digit from the right before letters from the left'],
    ['', 'nothing'],
  ])('is not %j: %s', (name) => expect(faultOf(name)).toEqual(expect.any(String)));

  test('is shown in letters of the usual width', () => {
    expect(composedUsername('ＡｄaA\u030a')).toBe('AdaÅ');
  });
});

test.each([
  ['Straße@Example.COM', 'STRASSE@example.com'],
  ['ada@bücher.example', 'ADA@xn--bcher-kva.EXAMPLE'],
  ['ada@bu\u0308cher.example', 'ada@BÜCHER.example'],
])('the addresses %s and %s are one', (one, other) => {
  expect(foldedEmail(one)).toBe(foldedEmail(other));
  expect(foldedLogin(one)).toBe(foldedLogin(other));
});

test('domains are equal only if their ASCII forms are', () => {
  expect(foldedEmail('ada@straße.example')).not.toBe(foldedEmail('ada@strasse.example'));
});

test('addresses and usernames are distinguished also in wide letters', () => {
  expect(foldedLogin('ada＠BÜCHER.example')).toBe('ada@xn--bcher-kva.example');
  expect(foldedLogin('STRASSE')).toBe(foldedLogin('straße'));
});

test('the search text contains every name', () => {
  const user = { username: 'Straße', email: 'A@x.example', firstName: null, lastName: 'Z\u030c' };
  expect(foldedColumns(user)).toEqual({
    emailFolded: 'a@x.example',
    usernameFolded: 'strasse',
    searchText: 'strasse\na@x.example\n ž',
    foldingVersion: 2,
  });
});
