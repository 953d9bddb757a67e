import { describe, expect, test } from 'vitest';
import { normalizedPassword, weaknessOf } from './password.ts';

const ada = { username: 'AdaLovelace', email: 'Ada.Lovelace@example.com' };
const common = new Set(['password1', 'sunshine1']);
const judge = (password: string) => weaknessOf(password, ada, (text) => common.has(text));

describe('a password', () => {
  test.each([
    'correct horse',
    'аналитическая',
    '8 signs.',
    'a'.repeat(127) + 'b',
    'пароль с пробелами',
    '🐎🐎🐎🐎🐎🐎🐎🦄',
  ])('is good when it has 8 to 128 characters of whatever kind: %s', (password) =>
    expect(judge(password)).toBeUndefined(),
  );

  test.each(['', '7 signs', '🐎🐎🐎🦄', 'é'.repeat(3)])(
    'is weak below 8 characters, counted as people count: %j',
    (password) => {
      expect(judge(password)).toMatch(/at least 8/);
    },
  );

  test('is weak above 128 characters', () => {
    expect(judge('ab'.repeat(64) + 'c')).toMatch(/at most 128/);
  });

  test.each(['password1', 'PASSWORD1', 'Sunshine1', 'ｐａｓｓｗｏｒｄ１', '!!!!!!!!'])(
    'is weak when it is a common one in whatever form: %s',
    (password) => {
      expect(judge(password)).toMatch(/guessed first/);
    },
  );

  test.each(['adalovelace', 'ADA.LOVELACE@EXAMPLE.COM', 'ada.lovelace'])(
    'is weak when it is its bearer’s name: %s',
    (password) => {
      expect(judge(password)).toMatch(/username or the e-mail/);
    },
  );

  test('is the same however it was composed', () => {
    expect(normalizedPassword('cafe\u0301 noir')).toBe(normalizedPassword('café noir'));
  });
});
