import { transaction } from '#platform/database.ts';
import type { Log } from '#platform/log.ts';
import type { Deps } from '../deps.ts';
import { composed, folded } from '../domain/names.ts';
import { weaknessOf } from '../domain/password.ts';
import { addUser } from '../new-user.ts';
import { isCommonPassword } from '../passwords.ts';
import { newSecret } from '../secrets.ts';

const USERNAME = 'admin';
/** Characters that make a name of ours unlike anybody's. */
const SUFFIX_LENGTH = 8;

type AdminDeps = Pick<Deps, 'database' | 'passwords'> & { readonly log: Log };

/** Makes the administrator of the settings where nobody has their e-mail address. Who has it is left as they are, password included. */
export async function ensureAdmin(
  { database, passwords, log }: AdminDeps,
  admin: { email: string; password: string },
): Promise<void> {
  const email = composed(admin.email);
  const known = await database.user.findUnique({ where: { emailFolded: folded(email) } });
  if (known !== null) {
    if (known.role !== 'ADMIN') log.warn('the user with the address ADMIN_EMAIL is not an administrator');
    return;
  }
  const weakness = weaknessOf(admin.password, { username: USERNAME, email }, isCommonPassword);
  if (weakness !== undefined) log.warn({ weakness }, 'ADMIN_PASSWORD is weak');
  const passwordHash = await passwords.hash(admin.password);
  const profile = { firstName: null, lastName: null, phone: null, locale: 'EN' } as const;
  for (let username = USERNAME; ; username = `${USERNAME}-${newSecret().slice(0, SUFFIX_LENGTH)}`) {
    const added = await transaction(database, (tx) =>
      addUser(tx, { email, username, ...profile, role: 'ADMIN', passwordHash }),
    );
    if (!('userErrors' in added)) return log.info({ username }, 'the administrator was made');
    // Another process of this service was faster.
    if (added.userErrors[0].code === 'EMAIL_TAKEN') return;
  }
}
