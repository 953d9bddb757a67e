import { describe, expect, test } from 'vitest';
import { asciiDomain, folded } from './folding.ts';

describe('texts are one whatever their case', () => {
  test.each([
    ['straße', 'STRASSE'],
    ['STRAẞE', 'strasse'],
    ['ΟΔΟΣ', 'οδος'],
    ['οδος', 'οδοσ'],
    ['Ångström', 'A\u030angstro\u0308m'],
    ['İstanbul', 'i\u0307stanbul'],
    ['ﬁn', 'FIN'],
    ['ＡＤＡ', 'ada'],
    ['ԱՐԵՒ', 'արև'],
    ['\u0345', 'ι'],
    ['ꭰ', 'Ꭰ'],
  ])('%s and %s', (one, other) => expect(folded(one)).toBe(folded(other)));

  test.each([
    ['ı', 'i'],
    ['e', 'é'],
    ['и', 'й'],
  ])('%s and %s are two', (one, other) => expect(folded(one)).not.toBe(folded(other)));

  test('and what is folded stays as it is', () => {
    const letters = Array.from({ length: 0x30000 }, (_, code) => String.fromCodePoint(code));
    expect(letters.filter((letter) => letter.isWellFormed() && folded(folded(letter)) !== folded(letter))).toEqual([]);
  });
});

describe('a domain', () => {
  test.each([
    ['Example.COM', 'example.com'],
    ['Bücher.example', 'xn--bcher-kva.example'],
    ['bu\u0308cher.example', 'xn--bcher-kva.example'],
    ['XN--BCHER-KVA.example', 'xn--bcher-kva.example'],
    ['हिन्दी.भारत', 'xn--j2bd4cyah0f.xn--h2brj9c'],
    ['ｅｘ.com', 'ex.com'],
  ])('%s is %s', (given, ascii) => expect(asciiDomain(given)).toBe(ascii));

  test.each([
    'example',
    'example.',
    '.example.com',
    'a..com',
    'a_b.com',
    '-a.com',
    'a-.com',
    '127.0.0.1',
    'a.0x7f',
    'a.b.1',
    'a.com:80',
    'a.com/x',
    'a%2e.com',
    'a\u00ad.com',
    `${'a'.repeat(64)}.com`,
    `${'a.'.repeat(126)}com`,
    '',
  ])('is not %j', (given) => expect(asciiDomain(given)).toBeUndefined());
});
