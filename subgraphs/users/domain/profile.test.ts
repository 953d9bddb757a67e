import { describe, expect, test } from 'vitest';
import { changedProfile, isSameProfile } from './profile.ts';

const ada = { firstName: 'Ada', lastName: 'Lovelace', phone: '+44 20', locale: 'EN' } as const;

describe('a change of a profile', () => {
  test('keeps absent fields', () => {
    expect(changedProfile(ada, { firstName: 'Augusta' })).toEqual({ ...ada, firstName: 'Augusta' });
  });
  test('clears what is null', () => expect(changedProfile(ada, { phone: null })).toEqual({ ...ada, phone: null }));
  test('keeps the locale where it is null', () => expect(changedProfile(ada, { locale: null }).locale).toBe('EN'));
  test('is none for equal values', () => {
    expect(isSameProfile(ada, changedProfile(ada, { firstName: 'Ada', locale: 'EN' }))).toBe(true);
    expect(isSameProfile(ada, changedProfile(ada, { lastName: null }))).toBe(false);
  });
});
