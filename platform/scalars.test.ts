import { describe, expect, test } from 'vitest';
import { scalars } from './scalars.ts';

describe('an e-mail address', () => {
  test.each([
    'ada@example.com',
    'Ada.Lovelace+orders@mail.example.co.uk',
    "o'neil_#1@example.com",
    'анна@пример.рф',
    'straße@bücher.example',
    'हिन्दी@उदाहरण.भारत',
    `${'a'.repeat(64)}@example.com`,
  ])('is %s', (address) => expect(scalars.EmailAddress.parseValue(address)).toBe(address));

  test.each([
    '',
    'ada',
    '@example.com',
    'ada@',
    'ada@home',
    'a..b@x.example',
    '.a@x.example',
    'a.@x.example',
    'a b@x.example',
    'a@b@x.example',
    'a,b@x.example',
    '"a b"@x.example',
    'a@x..example',
    'a@.x.example',
    'a@x.example.',
    'a@-x.example',
    'a@192.0.2.1',
    'a@[192.0.2.1]',
    'a\u200bb@x.example',
    'a\u202eb@x.example',
    'a\u3164@x.example',
    'a\u00a0b@x.example',
    'a@x\u200b.example',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b.'.repeat(126)}example`,
    7,
  ])('is not %j', (address) => expect(() => scalars.EmailAddress.parseValue(address)).toThrow('e-mail address'));
});

describe('an instant', () => {
  test.each([
    ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.000Z'],
    ['2028-02-29T23:59:59.5+01:00', '2028-02-29T22:59:59.500Z'],
  ])('is %s', (text, instant) => expect(scalars.DateTime.parseValue(text)).toEqual(new Date(instant)));

  test.each(['2026-02-29T12:00:00Z', '2026-04-31T12:00:00Z', '2026-13-01T12:00:00Z', '2026-01-01T24:00:00Z', 1, ''])(
    'is not %j',
    (text) => expect(() => scalars.DateTime.parseValue(text)).toThrow('RFC 3339'),
  );
});
