import type { Prisma } from '#prisma/users';
import { send } from '#platform/outbox.ts';
import { seal } from '#platform/sealed.ts';
import { NotifyPasswordReset } from '#notifications/messages.ts';
import type { Deps } from '../deps.ts';
import { folded } from '../domain/names.ts';
import { RESET_TOKEN_SECONDS, later } from '../domain/tokens.ts';
import { digestOf, newSecret } from '../secrets.ts';
import { lockUser } from '../user-rows.ts';

/** Mails of an hour to one person: enough for somebody impatient, too few to fill a mailbox with. */
const OPEN_RESETS_MAX = 5;

/** Makes a one-time token for the user who has an address, if somebody active has it, and has it mailed. */
export async function sendPasswordReset(
  { keyEncryptionKey }: Pick<Deps, 'keyEncryptionKey'>,
  tx: Prisma.TransactionClient,
  email: string,
): Promise<void> {
  const named = await tx.user.findUnique({ where: { emailFolded: folded(email) }, select: { id: true } });
  const locked = named === null ? undefined : await lockUser(tx, named.id);
  if (locked === undefined || !locked.user.active) return;
  const { user, at } = locked;
  const open = await tx.passwordReset.count({ where: { userId: user.id, usedAt: null, expiresAt: { gt: at } } });
  if (open >= OPEN_RESETS_MAX) return;
  const token = newSecret();
  const expiresAt = later(at, RESET_TOKEN_SECONDS);
  await tx.passwordReset.create({ data: { hash: digestOf(token), userId: user.id, createdAt: at, expiresAt } });
  await send(tx, NotifyPasswordReset, {
    userId: user.id,
    sealedToken: await seal(keyEncryptionKey, token),
    expiresAt: expiresAt.toISOString(),
  });
}
