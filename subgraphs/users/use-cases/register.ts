import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import type { Failure, Outcome } from '#platform/errors.ts';
import { parseInput } from '#platform/input.ts';
import type { Log } from '#platform/log.ts';
import { send } from '#platform/outbox.ts';
import { EmailVerified, UserRegistered } from '#users/messages.ts';
import type { Deps } from '../deps.ts';
import { weaknessOf } from '../domain/password.ts';
import type { RegisterInput } from '../generated/resolvers.ts';
import { registerInput } from '../input.ts';
import { findUserByEmail, insertUser, lockUser } from '../rows.ts';
import type { LockedUser, NewUser } from '../rows.ts';
import { isCommonPassword, newSecret } from '../secrets.ts';
import { beginSession, issueTokens } from './sign-in.ts';
import type { SignedIn } from './sign-in.ts';
import { confirmAddress } from './verify-email.ts';

async function addUser(
  tx: Tx,
  person: Omit<NewUser, 'id'>,
): Promise<LockedUser | Failure<'EMAIL_TAKEN' | 'USERNAME_TAKEN'>> {
  const added = await insertUser(tx, { id: uuidv7(), ...person });
  if (added === undefined) {
    return (await findUserByEmail(tx, person.email)) !== undefined
      ? fail('EMAIL_TAKEN', 'This e-mail address is already registered.', 'input.email')
      : fail('USERNAME_TAKEN', 'This username is already taken.', 'input.username');
  }
  const { id: userId, version, emailVerified } = added.user;
  send(tx, UserRegistered, { userId, ...added.user });
  tx.event('user registered', { userId });
  if (emailVerified) send(tx, EmailVerified, { userId, version });
  return added;
}

/** Creates a customer and signs them in. */
export async function register(
  deps: Deps,
  input: RegisterInput,
  address?: string,
): Promise<Outcome<SignedIn, 'EMAIL_TAKEN' | 'USERNAME_TAKEN' | 'WEAK_PASSWORD'>> {
  const { password, locale = 'EN', ...person } = parseInput(registerInput, input);
  const weakness = weaknessOf(password, person, isCommonPassword);
  if (weakness !== undefined) return fail('WEAK_PASSWORD', weakness, 'input.password');
  const passwordHash = await deps.passwords.hash(password, 'REGISTRATION');
  const proof = await deps.database.transaction(async (tx) => {
    const added = await addUser(tx, { ...person, emailVerified: false, locale, role: 'CUSTOMER', passwordHash });
    return 'userErrors' in added ? added : beginSession(tx, added, address);
  });
  return 'userErrors' in proof ? proof : succeed(await issueTokens(deps, proof));
}

const ADMIN_USERNAME = 'admin';
/** Random characters that make a generated username unique. */
const SUFFIX_LENGTH = 8;

/** Adds the administrator of the settings. A user who has the address stays as they are; an administrator's is confirmed. */
export async function ensureAdmin(
  { database, passwords, log }: Pick<Deps, 'database' | 'passwords'> & { readonly log: Log },
  admin: { readonly email: string; readonly password: string },
): Promise<void> {
  const { email } = admin;
  const known = await findUserByEmail(database, email);
  if (known !== undefined) {
    if (known.role !== 'ADMIN') return log.warn('the user with the address ADMIN_EMAIL is not an administrator');
    if (known.emailVerified) return;
    return database.transaction(async (tx) => {
      const locked = await lockUser(tx, known.id);
      if (locked !== undefined) await confirmAddress(tx, locked);
    });
  }
  const weakness = weaknessOf(admin.password, { username: ADMIN_USERNAME, email }, isCommonPassword);
  if (weakness !== undefined) log.warn({ weakness }, 'ADMIN_PASSWORD is weak');
  const passwordHash = await passwords.hash(admin.password, 'KNOWN');
  const profile = { firstName: null, lastName: null, phone: null, locale: 'EN' } as const;
  for (let username = ADMIN_USERNAME; ; username = `${ADMIN_USERNAME}-${newSecret().slice(0, SUFFIX_LENGTH)}`) {
    const person = { email, emailVerified: true, username, ...profile, role: 'ADMIN' as const, passwordHash };
    const added = await database.transaction((tx) => addUser(tx, person));
    if (!('userErrors' in added)) return log.info('the administrator was made');
    // Another process of this service was first.
    if (added.userErrors[0].code === 'EMAIL_TAKEN') return;
  }
}
