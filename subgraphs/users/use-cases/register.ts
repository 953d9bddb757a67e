import { transaction } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { parseInput } from '#platform/input.ts';
import type { Deps } from '../deps.ts';
import { weaknessOf } from '../domain/password.ts';
import type { RegisterInput } from '../generated/resolvers.ts';
import { registerInput } from '../input.ts';
import { addUser } from '../new-user.ts';
import { isCommonPassword } from '../passwords.ts';
import { beginSession, issueTokens } from '../sessions.ts';
import type { SignedIn } from '../sessions.ts';

/** Makes a customer and signs them in. */
export async function register(
  deps: Deps,
  input: RegisterInput,
): Promise<Outcome<SignedIn, 'EMAIL_TAKEN' | 'USERNAME_TAKEN' | 'WEAK_PASSWORD'>> {
  const {
    password,
    firstName = null,
    lastName = null,
    phone = null,
    locale = 'EN',
    ...names
  } = parseInput(registerInput, input);
  const weakness = weaknessOf(password, names, isCommonPassword);
  if (weakness !== undefined) return fail('WEAK_PASSWORD', weakness, 'input.password');
  const passwordHash = await deps.passwords.hash(password);
  const proof = await transaction(deps.database, async (tx) => {
    const added = await addUser(tx, { ...names, firstName, lastName, phone, locale, role: 'CUSTOMER', passwordHash });
    return 'userErrors' in added ? added : beginSession(tx, added);
  });
  return 'userErrors' in proof ? proof : succeed(await issueTokens(deps, proof));
}
