import { z } from 'zod';
import { formText, optional, orNull, searchText, secretText, text } from '#platform/input.ts';
import { composedUsername, usernameFault } from './domain/names.ts';

const EMAIL_MAX = 254; // RFC 5321: a path has at most 256 octets, its angle brackets included.
const USERNAME_MAX = 64;
const NAME_MAX = 100;
const PHONE_MAX = 40;
const LOGIN_MAX = 320;

const email = text(EMAIL_MAX);
const locale = z.enum(['EN', 'RU']);

const username = text(USERNAME_MAX)
  .transform(composedUsername)
  .superRefine((name, context) => {
    const fault = usernameFault(name);
    if (fault !== undefined) context.addIssue(fault);
  });

/** A password. The use cases check whether it is weak: that is an expected failure, not a wrong shape. */
export const password = secretText();

/** The text of a token; whether it exists is decided by the use cases. */
export const token = secretText();

/** The input of a registration. */
export const registerInput = z.object({
  email,
  username,
  password,
  firstName: orNull(formText(NAME_MAX)),
  lastName: orNull(formText(NAME_MAX)),
  phone: orNull(formText(PHONE_MAX)),
  locale: optional(locale),
});

/** The input of a sign-in. */
export const loginInput = z.object({ login: text(LOGIN_MAX), password, refreshToken: token.nullish() });

/** A change of password. */
export const changePasswordInput = z.object({ currentPassword: password, newPassword: password });

/** A change of profile: absent fields stay, null clears. */
export const updateProfileInput = z.object({
  firstName: formText(NAME_MAX).nullish(),
  lastName: formText(NAME_MAX).nullish(),
  phone: formText(PHONE_MAX).nullish(),
  locale: locale.nullish(),
});

/** A search for users: a part of a name, or a whole address. */
export const userSearch = searchText(EMAIL_MAX);
