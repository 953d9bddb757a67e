import type { PrismaClient } from '#prisma/users';
import type { AccessTokens } from './access-tokens.ts';
import type { LoginAttempts } from './login-attempts.ts';
import type { Passwords } from './passwords.ts';

/** What the use cases of this service work with. */
export interface Deps {
  readonly database: PrismaClient;
  readonly passwords: Passwords;
  readonly accessTokens: AccessTokens;
  readonly attempts: LoginAttempts;
  /** Seals the secrets that are stored or sent. */
  readonly keyEncryptionKey: Uint8Array;
  readonly now: () => Date;
}
