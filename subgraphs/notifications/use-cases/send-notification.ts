import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { transaction } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { hintAt } from '#platform/hints.ts';
import { idempotent } from '#platform/idempotency.ts';
import { id, idempotencyKey, optional, parseInput, text } from '#platform/input.ts';
import type { Caller } from '#platform/token.ts';
import type { Deps, Tx } from '../deps.ts';
import { eventKey, NOTIFICATION_TYPES } from '../domain/notice.ts';
import { languageOf } from '../domain/writing.ts';
import { awaitRecipient } from './await-recipient.ts';
import { DUE_NOTIFICATIONS } from './claim-notifications.ts';
import { shown } from './shown-notification.ts';
import type { ShownNotification } from './shown-notification.ts';

/** A subject of more than this is cut by most readers of mail. */
const SUBJECT_LENGTH_MAX = 200;
const MESSAGE_LENGTH_MAX = 5_000;

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

/** Writes to a user what an administrator has to say. Fails with NOT_FOUND for a user that is not known. */
export async function sendNotification(
  deps: Deps,
  caller: Caller,
  raw: unknown,
): Promise<Outcome<Sent, 'NOT_FOUND' | 'IDEMPOTENCY_CONFLICT'>> {
  const { idempotencyKey: key, ...letter } = parseInput(inputSchema, raw);
  await awaitRecipient(deps, letter.userId);
  return transaction(deps.database, (tx) =>
    idempotent<Sent, 'NOT_FOUND'>(
      tx,
      { callerId: caller.id, operation: 'sendNotification', key, input: letter },
      {
        run: () => write(tx, letter),
        idOf: ({ notification }) => notification.id,
        load: async (known) =>
          succeed({ notification: await tx.notification.findUniqueOrThrow({ where: { id: known }, select: shown }) }),
      },
    ),
  );
}

async function write(tx: Tx, { userId, subject, message, type }: Letter): Promise<Outcome<Sent, 'NOT_FOUND'>> {
  const recipient = await tx.recipient.findUnique({ where: { userId }, select: { locale: true } });
  if (recipient === null) return fail('NOT_FOUND', 'There is no such user.', 'input.userId');
  const { locale } = recipient;
  const newId = uuidv7();
  const data = {
    id: newId,
    userId,
    type: type ?? 'CUSTOM',
    eventKey: eventKey.custom(newId),
    subject: subject ?? languageOf(locale).generalSubject,
    message,
    locale,
  } as const;
  hintAt(DUE_NOTIFICATIONS, tx);
  return succeed({ notification: await tx.notification.create({ data, select: shown }) });
}
