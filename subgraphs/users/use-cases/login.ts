import { transaction } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { parseInput } from '#platform/input.ts';
import type { Deps } from '../deps.ts';
import { folded, isEmail } from '../domain/names.ts';
import type { LoginInput } from '../generated/resolvers.ts';
import { loginInput } from '../input.ts';
import { beginSession, issueTokens } from '../sessions.ts';
import type { SignedIn } from '../sessions.ts';
import { lockUserShared } from '../user-rows.ts';

/**
 * Signs a user in by e-mail address or username. Whoever is unknown, shut out or has another password gets the same answer after the
 * same work. Throws RATE_LIMITED after too many failures of the login or from `address`.
 */
export async function login(
  deps: Deps,
  address: string | undefined,
  input: LoginInput,
): Promise<Outcome<SignedIn, 'INVALID_CREDENTIALS'>> {
  const { login: name, password } = parseInput(loginInput, input);
  const { database, passwords } = deps;
  const refused = fail('INVALID_CREDENTIALS', 'Login and password do not belong together.');

  const attempt = await deps.attempts.take({ login: name, address });
  const named = isEmail(name) ? { emailFolded: folded(name) } : { usernameFolded: folded(name) };
  const credential = await database.credential.findFirst({ where: { user: named } });
  if (!(await passwords.verify(password, credential?.passwordHash)) || credential === null) return refused;

  const proof = await transaction(database, async (tx) => {
    const locked = await lockUserShared(tx, credential.userId);
    if (locked === undefined || !locked.user.active) return undefined;
    // The password may have been changed while this one was verified.
    const isStillRight = await tx.credential.count({
      where: { userId: credential.userId, passwordHash: credential.passwordHash },
    });
    return isStillRight === 0 ? undefined : beginSession(tx, locked);
  });
  if (proof === undefined) return refused;
  await attempt.forgive();
  return succeed(await issueTokens(deps, proof));
}
