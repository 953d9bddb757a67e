import type { Database } from '#platform/database.ts';
import type { LoginAttempts } from './login-attempts.ts';
import type { Passwords } from './secrets.ts';
import type { AccessTokens } from './signing-keys.ts';

/** Dependencies of the use cases. */
export interface Deps {
  readonly database: Database;
  readonly passwords: Passwords;
  readonly accessTokens: AccessTokens;
  readonly attempts: LoginAttempts;
  /** Seals the secrets that are stored or sent. */
  readonly keyEncryptionKey: Uint8Array;
  /** The process's clock, for the use of signing keys and the arrival of requests. Everything else uses the database's. */
  readonly now: () => Date;
  /** Waits until no process accepts tokens that are revoked by now. */
  readonly untilKnown: () => Promise<unknown>;
}
