import { z } from 'zod';
import { id, optional, searchText, text } from '#platform/input.ts';
import { composed } from './domain/names.ts';

const EMAIL_MAX = 254; // RFC 5321: a path has at most 256 octets, its angle brackets included.
const USERNAME_MAX = 64;
const NAME_MAX = 100;
const PHONE_MAX = 40;
const LOGIN_MAX = 320;

const email = text(EMAIL_MAX);
const locale = z.enum(['EN', 'RU']);

const username = text(USERNAME_MAX)
  .transform(composed)
  .refine((name) => !name.includes('@'), "must not hold an '@'")
  .refine((name) => !/\s/u.test(name), 'must not hold spaces');

/** A password. Whether it is weak is for the use cases to say: that is an expected failure, not a wrong shape. */
export const password = z.string().refine((given) => given.isWellFormed(), 'must hold whole characters');

/** Who registers. */
export const registerInput = z.object({
  email,
  username,
  password,
  firstName: optional(text(NAME_MAX)),
  lastName: optional(text(NAME_MAX)),
  phone: optional(text(PHONE_MAX)),
  locale: optional(locale),
});

/** Who signs in. */
export const loginInput = z.object({ login: text(LOGIN_MAX), password });

/** A change of password. */
export const changePasswordInput = z.object({ currentPassword: password, newPassword: password });

/** A change of profile: what is not there stays, what is null is cleared. */
export const updateProfileInput = z.object({
  firstName: text(NAME_MAX).nullish(),
  lastName: text(NAME_MAX).nullish(),
  phone: text(PHONE_MAX).nullish(),
  locale: locale.nullish(),
});

/** A user that somebody names. */
export const userId = id;

/** What users are searched by: a part of a name, or a whole address. */
export const userSearch = searchText(EMAIL_MAX);
