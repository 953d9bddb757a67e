import { transaction } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { id, parseInput } from '#platform/input.ts';
import type { Caller } from '#platform/token.ts';
import type { Deps } from '../deps.ts';
import { shown } from './shown-notification.ts';
import type { ShownNotification } from './shown-notification.ts';

/** Notes that the recipient has read a notification; the first time counts. Fails with NOT_FOUND for another's, administrators included. */
export async function markNotificationRead(
  { database, now }: Deps,
  caller: Caller,
  rawId: string,
): Promise<Outcome<{ notification: ShownNotification }, 'NOT_FOUND'>> {
  const own = { id: parseInput(id, rawId, 'id'), userId: caller.id };
  return transaction(database, async (tx) => {
    await tx.notification.updateMany({ where: { ...own, readAt: null }, data: { readAt: now() } });
    const notification = await tx.notification.findFirst({ where: own, select: shown });
    return notification === null
      ? fail('NOT_FOUND', 'There is no such notification.', 'id')
      : succeed({ notification });
  });
}
