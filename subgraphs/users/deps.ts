import type { Database } from '#platform/database.ts';
import type { LoginAttempts } from './login-attempts.ts';
import type { Passwords } from './secrets.ts';
import type { AccessTokens } from './signing-keys.ts';

/** What the use cases of this service need of the outside world. */
export interface Deps {
  readonly database: Database;
  readonly passwords: Passwords;
  readonly accessTokens: AccessTokens;
  readonly attempts: LoginAttempts;
  /** Seals the secrets that are stored or sent. */
  readonly keyEncryptionKey: Uint8Array;
  /** The process's clock: when a signing key is used and when a request arrived. Everything else goes by the database's. */
  readonly now: () => Date;
  /** Waits until no process accepts a token any more that was revoked before. */
  readonly untilKnown: () => Promise<unknown>;
}
