import type { Tx } from '../deps.ts';
import { eventKey } from '../domain/notice.ts';
import { rememberRecipient } from './remember-recipient.ts';
import type { Person } from './remember-recipient.ts';
import { tell } from './tell.ts';

/** Keeps how to write to somebody who has registered, and welcomes them, once. */
export async function welcomeUser(tx: Tx, person: Person): Promise<void> {
  await rememberRecipient(tx, person);
  await tell(tx, { userId: person.userId, key: eventKey.welcome(person.userId), notice: { type: 'WELCOME' } });
}
