import { setTimeout as delay } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Tx } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import { runOneOnce } from '#platform/idempotency.ts';
import { id, idempotencyKey, optional, parseInput, text } from '#platform/input.ts';
import type { Caller } from '#platform/token.ts';
import type { Deps } from '../deps.ts';
import { resendFault } from '../domain/delivery.ts';
import { eventKey, NOTIFICATION_TYPES } from '../domain/notice.ts';
import { LANGUAGES } from '../domain/writing.ts';
import { addNotifications, DUE, findNotifications, findRecipients, lockNotification, queueAgain } from '../rows.ts';

/** Most mail clients cut longer subjects. */
const SUBJECT_LENGTH_MAX = 200;
const MESSAGE_LENGTH_MAX = 5_000;

/** How long to wait for the message about a new user, many times what it takes. A user still unknown then does not exist. */
const RECIPIENT_WAIT_MAX_MS = 2_000;
const RECIPIENT_POLL_MS = 50;

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

/** Stores an administrator's message to a user and queues its mail. Fails with NOT_FOUND for a user that is not known, or IDEMPOTENCY_CONFLICT. */
export async function sendNotification({ database, now }: Deps, caller: Caller, raw: unknown) {
  const { idempotencyKey: key, ...input } = parseInput(inputSchema, raw);
  const until = now().getTime() + RECIPIENT_WAIT_MAX_MS;
  while ((await findRecipients(database, [input.userId])).length === 0 && now().getTime() < until)
    await delay(RECIPIENT_POLL_MS);
  return runOneOnce(
    database,
    'sendNotification',
    { callerId: caller.id, key, input },
    {
      run: (tx) => write(tx, input),
      idOf: ({ notification }) => notification.id,
      load: async (tx, ids) => (await findNotifications(tx, ids)).map((notification) => succeed({ notification })),
    },
  );
}

async function write(tx: Tx, { userId, subject, message, type = 'CUSTOM' }: Letter) {
  const [recipient] = await findRecipients(tx, [userId]);
  if (recipient === undefined) return fail('NOT_FOUND', 'There is no such user.', 'input.userId');
  const { locale } = recipient;
  const newId = uuidv7();
  const written = { id: newId, key: eventKey.custom(newId), userId, type, notice: null, message, locale };
  await addNotifications(tx, [{ ...written, subject: subject ?? LANGUAGES[locale].generalSubject }]);
  tx.signal(DUE);
  const [notification] = await findNotifications(tx, [newId]);
  if (notification === undefined) throw new Error('A notification vanished while it was written');
  return succeed({ notification });
}

/** Queues a notification again that is `SENT` or `FAILED`. Fails with NOT_FOUND or INVALID_STATE. */
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
