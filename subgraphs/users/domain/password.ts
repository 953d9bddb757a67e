import { folded } from '#platform/folding.ts';

/** NIST SP 800-63B, section 3.1.1.2: at least 8 where a password may be one of several factors, and room for passphrases. */
const LENGTH_MIN = 8;
const LENGTH_MAX = 128;

/** A password as it is hashed, so that it is the same whatever keyboard it was typed on (NIST SP 800-63B, section 3.1.1.2). */
export const normalizedPassword = (password: string): string => password.normalize('NFKC');

/** Why a password is too weak, as a sentence; undefined when it is good. Length is in code points; no rules of composition, on the same section's advice. */
export function weaknessOf(
  password: string,
  bearer: { readonly username: string; readonly email: string },
  isCommon: (password: string) => boolean,
): string | undefined {
  const normalized = normalizedPassword(password);
  const { length } = Array.from(normalized);
  if (length < LENGTH_MIN) return `A password has at least ${LENGTH_MIN} characters.`;
  if (length > LENGTH_MAX) return `A password has at most ${LENGTH_MAX} characters.`;
  const lowered = folded(normalized);
  const [mailbox] = folded(bearer.email).split('@');
  if ([folded(bearer.username), folded(bearer.email), mailbox].includes(lowered)) {
    return 'A password is not the username or the e-mail address.';
  }
  if (isCommon(lowered) || new Set(lowered).size === 1) return 'This password is among those that are guessed first.';
  return undefined;
}
