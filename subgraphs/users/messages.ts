import { z } from 'zod';
import { defineMessage } from '#platform/message.ts';

/** What notifications needs of a user. `version` grows with every change; consumers ignore older ones. */
const person = z.object({
  userId: z.uuid(),
  email: z.string(),
  username: z.string(),
  firstName: z.string().nullable(),
  locale: z.enum(['EN', 'RU']),
  version: z.number().int(),
});

const standing = z.object({ userId: z.uuid(), version: z.number().int() });

/** A user has registered. */
export const UserRegistered = defineMessage('UserRegistered', ['accounts', 'notifications'], person);
/** A user's name or language has changed. */
export const UserChanged = defineMessage('UserChanged', ['notifications'], person);
export const EmailVerified = defineMessage('EmailVerified', ['orders'], standing);
/** An administrator has deactivated a user: accounts freeze, orders that are not confirmed are cancelled. */
export const UserDeactivated = defineMessage('UserDeactivated', ['accounts', 'orders'], standing);
export const UserReactivated = defineMessage('UserReactivated', ['accounts', 'orders'], standing);
/** A password reset was requested for an address, known or not. Users sends it to itself, so that the response takes the same time either way. */
export const PasswordResetRequested = defineMessage(
  'PasswordResetRequested',
  ['users'],
  z.object({ email: z.string() }),
);
