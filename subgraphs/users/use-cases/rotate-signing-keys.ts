import { transaction } from '#platform/database.ts';
import type { Deps } from '../deps.ts';
import { PUBLISHED_AHEAD_SECONDS, publishedKeysAt } from '../domain/key-times.ts';
import { later } from '../domain/tokens.ts';
import { lockSigningKeys, newSigningKey } from '../signing-keys.ts';

/**
 * Makes a new signing key and forgets those that no token needs any more. The new one is published now and signs later, when everybody
 * knows it, or at once where `atOnce` asks for it. Where one waits for its time already, it is the new one. Answers its id and time.
 */
export async function rotateSigningKeys(
  { database, keyEncryptionKey, now }: Pick<Deps, 'database' | 'keyEncryptionKey' | 'now'>,
  { atOnce }: { readonly atOnce: boolean },
): Promise<{ readonly kid: string; readonly signsFrom: Date }> {
  const made = await newSigningKey(keyEncryptionKey);
  return transaction(database, async (tx) => {
    await lockSigningKeys(tx);
    const keys = await tx.signingKey.findMany();
    const published = new Set(publishedKeysAt(keys, now()).map(({ kid }) => kid));
    await tx.signingKey.deleteMany({
      where: { kid: { in: keys.flatMap(({ kid }) => (published.has(kid) ? [] : [kid])) } },
    });
    const signsFrom = atOnce ? now() : later(now(), PUBLISHED_AHEAD_SECONDS);
    const waiting = keys.find((key) => key.signsFrom > now());
    if (waiting === undefined) return tx.signingKey.create({ data: { ...made, signsFrom } });
    return atOnce ? tx.signingKey.update({ where: { kid: waiting.kid }, data: { signsFrom } }) : waiting;
  });
}
