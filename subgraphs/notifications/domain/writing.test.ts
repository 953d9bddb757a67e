import { describe, expect, test } from 'vitest';
import { ORDER_NOTICES, TOKEN_NOTICES } from './notice.ts';
import type { Notice, OrderNotice } from './notice.ts';
import { oneLine, writeNotice } from './writing.ts';

const LOCALES = ['EN', 'RU'] as const;
const order = (wish: Partial<OrderNotice> = {}): OrderNotice => ({
  type: 'ORDER_CONFIRMED',
  orderNumber: '7K3-QX',
  total: { amountMinor: 40_100n, currency: 'USD' },
  reason: null,
  ...wish,
});
const NOTICES: readonly Notice[] = [
  { type: 'WELCOME' },
  { type: 'PASSWORD_RESET', expiresAt: '2026-03-01T14:05:00Z' },
  { type: 'EMAIL_VERIFICATION', expiresAt: '2026-03-01T14:05:00Z' },
  ...ORDER_NOTICES.map((type) => order({ type })),
];
const isRussian = (text: string): boolean => /\p{Script=Cyrillic}/u.test(text);

describe.for(LOCALES)('in %s', (locale) => {
  test.for(NOTICES)('$type has a subject and a message of its own language', (notice) => {
    const { subject, message } = writeNotice(notice, locale);
    expect(subject.length).toBeGreaterThan(10);
    expect(message).toMatch(/\.$|!$/);
    expect([isRussian(subject), isRussian(message)]).toEqual([locale === 'RU', locale === 'RU']);
  });

  test('everything about an order lists its lines at its end, each on a line', () => {
    const lines = [
      { name: 'Blue\nmug', quantity: 2, total: { amountMinor: 2_500n, currency: 'USD' } },
      { name: 'TEA-1', quantity: 1, total: null },
    ];
    const amount = locale === 'RU' ? '25,00' : '25.00';
    for (const type of ORDER_NOTICES)
      expect(writeNotice(order({ type, lines }), locale).message).toMatch(
        new RegExp(`:\n2 × Blue mug: ${amount} USD\n1 × TEA-1$`),
      );
  });

  test('everything about an order names it', () => {
    for (const type of ORDER_NOTICES) {
      const { subject, message } = writeNotice(order({ type }), locale);
      expect([subject, message].every((text) => text.includes('7K3-QX'))).toBe(true);
    }
  });

  test('each reason for a rejection has its own text, and an unknown one is omitted', () => {
    const messageOf = (reason: string | null): string =>
      writeNotice(order({ type: 'ORDER_REJECTED', reason }), locale).message;
    const reasons = ['OUT_OF_STOCK', 'PRODUCT_NOT_FOUND', 'PRICE_CHANGED', 'CURRENCY_MISMATCH'].concat([
      'INSUFFICIENT_FUNDS',
      'LIMIT_EXCEEDED',
      'ACCOUNT_NOT_FOUND',
      'ACCOUNT_FROZEN',
    ]);
    const messages = new Set(reasons.map(messageOf));
    expect(messages.size).toBe(reasons.length);
    expect([...messages].join('')).not.toMatch(/[A-Z]+_[A-Z]+/);
    expect(messages).not.toContain(messageOf(null));
    expect(messageOf('SOMETHING_NEW')).toBe(messageOf(null));
  });
});

test.for([
  ['EN', 'USD', 40_100n, 'of 401.00 USD'],
  ['RU', 'USD', 40_100n, '(401,00 USD)'],
  ['EN', 'JPY', 40_100n, 'of 40100 JPY'],
  ['RU', 'KWD', 40_100n, '(40,100 KWD)'],
] as const)('in %s money in %s is written with exactly its places', ([locale, currency, amountMinor, words]) => {
  expect(writeNotice(order({ total: { amountMinor, currency } }), locale).message).toContain(words);
});

test('the expiry of a token is written in the language', () => {
  for (const type of TOKEN_NOTICES) {
    const notice: Notice = { type, expiresAt: '2026-03-01T14:05:00Z' };
    expect(writeNotice(notice, 'EN').message).toContain('until 14:05 UTC on 1 March 2026.');
    expect(writeNotice(notice, 'RU').message).toContain('до 14:05 (UTC) 1 марта 2026');
  }
});

test('a subject is one line, whatever it is made of', () => {
  expect(oneLine(' a\r\nBcc:\u2028 b\u0000c ')).toBe('a Bcc: b c');
  expect(writeNotice(order({ orderNumber: '7\r\nBcc: everybody@example.com' }), 'EN').subject).not.toMatch(/[\r\n]/);
});
