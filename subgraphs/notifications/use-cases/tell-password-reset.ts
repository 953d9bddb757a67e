import { createHash } from 'node:crypto';
import type { Tx } from '../deps.ts';
import { eventKey } from '../domain/notice.ts';
import { tell } from './tell.ts';

/** A password reset that was asked for; its token is sealed. */
export interface PasswordReset {
  readonly userId: string;
  readonly sealedToken: string;
  readonly expiresAt: string;
}

/** Has a one-time token mailed to somebody who lost their password. Until the mail is sent the token is kept, sealed as it came. */
export const tellPasswordReset = (tx: Tx, { userId, sealedToken, expiresAt }: PasswordReset): Promise<void> =>
  tell(tx, {
    userId,
    key: eventKey.passwordReset(createHash('sha256').update(sealedToken).digest('base64url')),
    notice: { type: 'PASSWORD_RESET', expiresAt },
    secret: { sealedToken, expiresAt: new Date(expiresAt) },
  });
