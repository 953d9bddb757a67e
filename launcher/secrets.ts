import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Obstacle, reasonOf } from './obstacle.ts';

const FILE = 'secrets.json';

// 144 bits in 24 letters and digits.
const adminPassword = (): string => randomBytes(18).toString('base64url');
const key = (): string => randomBytes(32).toString('base64url');

const secretsSchema = z.object({
  ROUTER_SECRET: z.string().min(32).default(key),
  KEY_ENCRYPTION_KEY: z.string().default(key),
  POSTGRES_PASSWORD: z.string().min(1).default(key),
  ADMIN_PASSWORD: z.string().min(1).optional(),
});

/** The system's internal secrets. */
export type Secrets = Readonly<z.output<typeof secretsSchema>>;

async function readFrom(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (reasonOf(error) === 'ENOENT') return {};
    throw new Obstacle(`${path} cannot be read (${reasonOf(error)}): start as its owner, or name another DATA_DIR.`, {
      cause: error,
    });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw brokenFile(path, error);
  }
}

const brokenFile = (path: string, cause: unknown): Obstacle =>
  new Obstacle(`${path} is damaged: put back a copy; without it the stored signing keys cannot be read.`, { cause });

async function write(path: string, secrets: Secrets): Promise<void> {
  await writeFile(`${path}.unfinished`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(`${path}.unfinished`, path);
}

/**
 * Returns the secrets in the data folder, readable by its owner only, and creates missing ones; a password of the admin only with
 * `needsAdminPassword`. `madeAdminPassword` is true if that is new and must be shown.
 */
export async function readSecrets(
  dataFolder: string,
  options: { needsAdminPassword: boolean },
): Promise<{ secrets: Secrets; madeAdminPassword: boolean }> {
  const path = join(dataFolder, FILE);
  const stored = await readFrom(path);
  const parsed = secretsSchema.safeParse(stored);
  if (!parsed.success) throw brokenFile(path, parsed.error);
  const madeAdminPassword = options.needsAdminPassword && parsed.data.ADMIN_PASSWORD === undefined;
  const secrets = madeAdminPassword ? { ...parsed.data, ADMIN_PASSWORD: adminPassword() } : parsed.data;
  if (JSON.stringify(secrets) !== JSON.stringify(stored)) await write(path, secrets);
  return { secrets, madeAdminPassword };
}
