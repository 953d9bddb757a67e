import { z } from 'zod';
import { keySetting, postgresUrlSetting, readConfig } from '#platform/config.ts';
import { connectDatabase } from '#platform/database.ts';
import { runMain } from '#platform/lifecycle.ts';
import { rotateSigningKeys } from './signing-keys.ts';

const settings = z.object({ USERS_DATABASE_URL: postgresUrlSetting, KEY_ENCRYPTION_KEY: keySetting });

/** `node subgraphs/users/rotate-keys.ts [--at-once]`: publishes a new signing key. Tokens of the old one stay valid. */
runMain(async () => {
  const { USERS_DATABASE_URL: url, KEY_ENCRYPTION_KEY: keyEncryptionKey } = readConfig(settings);
  const atOnce = process.argv.includes('--at-once');
  const database = connectDatabase({ url, connectionsMax: 1 });
  try {
    const deps = { database, keyEncryptionKey, now: () => new Date() };
    const { kid, signsFrom } = await rotateSigningKeys(deps, { atOnce });
    process.stdout.write(`The key ${kid} is published and signs from ${signsFrom.toISOString()}.\n`);
  } finally {
    await database.close();
  }
});
