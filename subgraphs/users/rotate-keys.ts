import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '#prisma/users';
import { readConfig } from '#platform/config.ts';
import { runMain } from '#platform/lifecycle.ts';
import { rotationSettings } from './config.ts';
import { rotateSigningKeys } from './use-cases/rotate-signing-keys.ts';

/**
 * `node subgraphs/users/rotate-keys.ts [--at-once]`: publishes a new signing key, which signs once everybody knows it, or at once. Tokens
 * that the old one has signed stay good until they expire.
 */
runMain(async () => {
  const config = readConfig(rotationSettings);
  const atOnce = process.argv.includes('--at-once');
  const database = new PrismaClient({ adapter: new PrismaPg({ connectionString: config.USERS_DATABASE_URL }) });
  try {
    const deps = { database, keyEncryptionKey: config.KEY_ENCRYPTION_KEY, now: () => new Date() };
    const { kid, signsFrom } = await rotateSigningKeys(deps, { atOnce });
    process.stdout.write(`The key ${kid} is published and signs from ${signsFrom.toISOString()}.\n`);
  } finally {
    await database.$disconnect();
  }
});
