import { setTimeout as delay } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Tx } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import { runOnce } from '#platform/idempotency.ts';
import { id, idempotencyKey, optional, parseInput, text } from '#platform/input.ts';
import type { Caller } from '#platform/token.ts';
import type { Deps } from '../deps.ts';
import { resendFault } from '../domain/delivery.ts';
import { eventKey, NOTIFICATION_TYPES } from '../domain/notice.ts';
import { LANGUAGES } from '../domain/writing.ts';
import { addNotifications, DUE, findNotifications, findRecipients, lockNotification, queueAgain } from '../rows.ts';
import type { ShownNotification } from '../rows.ts';

/** A subject of more than this is cut by most readers of mail. */
const SUBJECT_LENGTH_MAX = 200;
const MESSAGE_LENGTH_MAX = 5_000;

/**
 * How long a user who is not known here is waited for: they may have registered just now. Many times what that message takes; whoever is not
 * known by then does not exist, and that is the answer for as long as the caller's key is kept.
 */
const NEWS_LIMIT_MS = 2_000;
const NEWS_POLL_MS = 50;

const inputSchema = z.object({
  userId: id,
  subject: optional(
    text(SUBJECT_LENGTH_MAX).refine((line) => !/[\t\n\r\u0085\u2028\u2029]/.test(line), 'must be one line'),
  ),
  message: text(MESSAGE_LENGTH_MAX).transform((lines) => lines.replaceAll(/\r\n?/g, '\n')),
  type: optional(z.enum(NOTIFICATION_TYPES)),
  idempotencyKey: optional(idempotencyKey),
});
type Letter = Omit<z.output<typeof inputSchema>, 'idempotencyKey'>;
type Sent = { notification: ShownNotification };

/** Writes to a user what an administrator has to say. Fails with NOT_FOUND for a user that is not known, or IDEMPOTENCY_CONFLICT. */
export async function sendNotification({ database, now }: Deps, caller: Caller, raw: unknown) {
  const { idempotencyKey: key, ...input } = parseInput(inputSchema, raw);
  const until = now().getTime() + NEWS_LIMIT_MS;
  while ((await findRecipients(database, [input.userId])).length === 0 && now().getTime() < until)
    await delay(NEWS_POLL_MS);
  const [outcome] = await database.transaction((tx) =>
    runOnce<Letter, Sent, 'NOT_FOUND'>(tx, 'sendNotification', [{ callerId: caller.id, key, input }], {
      run: (commands) => Promise.all(commands.map((command) => write(tx, command.input))),
      idOf: ({ notification }) => notification.id,
      load: async (ids) =>
        new Map((await findNotifications(tx, ids)).map((notification) => [notification.id, { notification }])),
    }),
  );
  if (outcome === undefined) throw new Error('A command has no outcome');
  return outcome;
}

async function write(tx: Tx, { userId, subject, message, type }: Letter) {
  const [recipient] = await findRecipients(tx, [userId]);
  if (recipient === undefined) return fail('NOT_FOUND', 'There is no such user.', 'input.userId');
  const { locale } = recipient;
  const newId = uuidv7();
  const written = {
    id: newId,
    key: eventKey.custom(newId),
    userId,
    type: type ?? 'CUSTOM',
    notice: null,
    message,
    locale,
  };
  await addNotifications(tx, [{ ...written, subject: subject ?? LANGUAGES[locale].generalSubject }]);
  tx.signal(DUE);
  const [notification] = await findNotifications(tx, [newId]);
  if (notification === undefined) throw new Error('A notification vanished while it was written');
  return succeed({ notification });
}

/** Queues a notification that was sent, or could not be, once more. Fails with NOT_FOUND or INVALID_STATE. */
export async function resendNotification({ database }: Deps, rawId: string) {
  const notificationId = parseInput(id, rawId, 'id');
  return database.transaction(async (tx) => {
    const [known] = await lockNotification(tx, notificationId);
    const fault = known && resendFault(known);
    if (fault !== undefined) return fail('INVALID_STATE', fault, 'id');
    const [notification] = await queueAgain(tx, notificationId);
    if (notification === undefined) return fail('NOT_FOUND', 'There is no such notification.', 'id');
    tx.signal(DUE);
    return succeed({ notification });
  });
}
