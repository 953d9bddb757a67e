import { setTimeout as delay } from 'node:timers/promises';
import type { Deps } from '../deps.ts';

/** Many times what the news of a registration takes; whoever is not known by then is nobody. */
const NEWS_LIMIT_MS = 2_000;
const NEWS_POLL_MS = 50;

/**
 * Waits a moment for somebody who is not known here: they may have registered just now, and the users service's word of it be under
 * way. Without it an administrator would be told that somebody whom they see does not exist, for as long as their key is kept.
 */
export async function awaitRecipient({ database, now }: Deps, userId: string): Promise<void> {
  const until = now().getTime() + NEWS_LIMIT_MS;
  while ((await database.recipient.count({ where: { userId } })) === 0 && now().getTime() < until) {
    await delay(NEWS_POLL_MS);
  }
}
