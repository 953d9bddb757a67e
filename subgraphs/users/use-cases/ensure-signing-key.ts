import { transaction } from '#platform/database.ts';
import type { Deps } from '../deps.ts';
import { lockSigningKeys, newSigningKey } from '../signing-keys.ts';

/** Makes the first signing key where there is none. Processes that start at once make one between them. */
export async function ensureSigningKey({
  database,
  keyEncryptionKey,
  now,
}: Pick<Deps, 'database' | 'keyEncryptionKey' | 'now'>): Promise<void> {
  if ((await database.signingKey.count()) > 0) return;
  const key = await newSigningKey(keyEncryptionKey);
  await transaction(database, async (tx) => {
    await lockSigningKeys(tx);
    if ((await tx.signingKey.count()) === 0) await tx.signingKey.create({ data: { ...key, signsFrom: now() } });
  });
}
